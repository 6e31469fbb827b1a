# Every build writes the project's version and git commit into a source of heaviside_report; the file is only touched where
# they changed, so nothing is compiled in vain. This file is both: included, it adds the step; run as a script, it is the step.

if(CMAKE_SCRIPT_MODE_FILE)
  set(commit "unknown")
  find_package(Git QUIET)
  # A .git of its own: an unpacked release inside another repository must not report that one's commit.
  if(GIT_FOUND AND EXISTS ${SOURCE}/.git)
    execute_process(COMMAND ${GIT_EXECUTABLE} --no-optional-locks -C ${SOURCE} describe --always --dirty --abbrev=12
      OUTPUT_VARIABLE described OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET RESULT_VARIABLE failed)
    if(NOT failed)
      set(commit ${described})
    endif()
  endif()
  file(CONFIGURE OUTPUT ${OUTPUT} CONTENT [[
#include "report/build_identity.hpp"

namespace heaviside::report {

const char* const built_version = "@VERSION@";
const char* const built_commit = "@commit@";
const char* const built_options = "@OPTIONS@";

}  // namespace heaviside::report
]] @ONLY)
  return()
endif()

set(options "${CMAKE_BUILD_TYPE}")
foreach(option STRICT COVERAGE INT64)
  if(HEAVISIDE_${option})
    string(APPEND options " ${option}")
  endif()
endforeach()
set(identity ${CMAKE_BINARY_DIR}/generated/build_identity.cpp)
add_custom_target(heaviside_identity BYPRODUCTS ${identity}
  COMMAND ${CMAKE_COMMAND} -D SOURCE=${CMAKE_SOURCE_DIR} -D OUTPUT=${identity} -D VERSION=${PROJECT_VERSION}
    -D OPTIONS=${options}
    -P ${CMAKE_CURRENT_LIST_FILE}
  VERBATIM)
target_sources(heaviside_report PRIVATE ${identity})
target_include_directories(heaviside_report PRIVATE ${CMAKE_SOURCE_DIR}/src)
add_dependencies(heaviside_report heaviside_identity)
