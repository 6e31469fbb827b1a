# heaviside_rooms(core data ...): one static library a room, src/ROOM/*.cpp, linking the room to its left.
# Reaching to the right therefore does not link, and tests/layering checks that it is not even included.

function(heaviside_rooms)
  set(left heaviside_flags)
  foreach(room IN LISTS ARGN)
    file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/src/${room}/*.cpp)
    add_library(heaviside_${room} STATIC ${sources})
    target_link_libraries(heaviside_${room} PUBLIC ${left})
    set(left heaviside_${room})
  endforeach()
  set(HEAVISIDE_ROOMS ${ARGN} PARENT_SCOPE)
endfunction()
