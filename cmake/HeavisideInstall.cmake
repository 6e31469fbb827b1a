# cmake --install: the program, the libraries with their headers, and a package for find_package(Heaviside), whose target
# Heaviside::Heaviside brings all of them and what they need.

include(GNUInstallDirs)
include(CMakePackageConfigHelpers)

add_library(heaviside_all INTERFACE)
target_link_libraries(heaviside_all INTERFACE heaviside_pipeline)
set_target_properties(heaviside_all PROPERTIES EXPORT_NAME Heaviside)
set(libraries heaviside_all heaviside_flags)
foreach(room IN LISTS HEAVISIDE_ROOMS)
  set_target_properties(heaviside_${room} PROPERTIES EXPORT_NAME ${room})
  list(APPEND libraries heaviside_${room})
endforeach()
set_target_properties(heaviside_flags PROPERTIES EXPORT_NAME flags)

set(package ${CMAKE_INSTALL_LIBDIR}/cmake/Heaviside)
install(TARGETS heaviside)
install(TARGETS ${libraries} EXPORT HeavisideTargets)
install(DIRECTORY include/heaviside DESTINATION ${CMAKE_INSTALL_INCLUDEDIR})
install(EXPORT HeavisideTargets NAMESPACE Heaviside:: DESTINATION ${package})
configure_package_config_file(cmake/HeavisideConfig.cmake.in ${CMAKE_BINARY_DIR}/generated/HeavisideConfig.cmake
  INSTALL_DESTINATION ${package})
write_basic_package_version_file(${CMAKE_BINARY_DIR}/generated/HeavisideConfigVersion.cmake
  COMPATIBILITY SameMinorVersion)
install(FILES ${CMAKE_BINARY_DIR}/generated/HeavisideConfig.cmake
  ${CMAKE_BINARY_DIR}/generated/HeavisideConfigVersion.cmake cmake/HeavisideDependencies.cmake DESTINATION ${package})
