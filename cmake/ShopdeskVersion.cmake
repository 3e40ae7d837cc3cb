# shopdesk_version(TARGET): compiles version and commit into TARGET (libs/observe/version.h). An archive made by git carries the
# commit in cmake/commit.txt; in a repository it is the one at the time of configuring.
function(shopdesk_version target)
  file(STRINGS ${CMAKE_SOURCE_DIR}/cmake/commit.txt commit LIMIT_COUNT 1)
  if(NOT commit MATCHES "^[0-9a-f]+$")
    set(commit unknown)
    execute_process(COMMAND git -C ${CMAKE_SOURCE_DIR} rev-parse --short=12 HEAD
      OUTPUT_VARIABLE head OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET RESULT_VARIABLE failed)
    if(failed EQUAL 0)
      set(commit ${head})
    endif()
  endif()
  set(file ${CMAKE_CURRENT_BINARY_DIR}/${target}_version.cc)
  file(GENERATE OUTPUT ${file} CONTENT "#include \"libs/observe/version.h\"

namespace shopdesk::observe {
const char kVersion[] = \"${PROJECT_VERSION}\";
const char kCommit[] = \"${commit}\";
}  // namespace shopdesk::observe
")
  target_sources(${target} PRIVATE ${file})
endfunction()
