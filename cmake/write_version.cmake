# Run by shopdesk_version at each build: writes FILE with VERSION and the commit of ROOT, and only where it says something new. An
# archive made by git carries the commit in cmake/commit.txt.
file(STRINGS ${ROOT}/cmake/commit.txt commit LIMIT_COUNT 1)
if(NOT commit MATCHES "^[0-9a-f]+$")
  set(commit unknown)
  execute_process(COMMAND git -C ${ROOT} rev-parse --short=12 HEAD
    OUTPUT_VARIABLE head OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET RESULT_VARIABLE failed)
  if(failed EQUAL 0)
    set(commit ${head})
  endif()
endif()
file(CONFIGURE OUTPUT ${FILE} @ONLY CONTENT "#include \"libs/observe/version.h\"

namespace shopdesk::observe {
const char kVersion[] = \"${VERSION}\";
const char kCommit[] = \"${commit}\";
}  // namespace shopdesk::observe
")
