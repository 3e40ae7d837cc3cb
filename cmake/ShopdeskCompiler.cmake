# The language, the warnings, the sanitizers, and the tools that make builds quick when they are there.
set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)

# Lines for a debugger cost a fifth of the time to compile, and valgrind can't read Clang's: the other presets have them.
set(CMAKE_CXX_FLAGS_RELEASE "-O2 -DNDEBUG")
set(CMAKE_CXX_FLAGS_DEBUG "-O0 -g1")

add_library(shopdesk_options INTERFACE)
target_compile_options(shopdesk_options INTERFACE
  -Wall -Wextra -Werror -Wno-missing-field-initializers -Wnon-virtual-dtor -Woverloaded-virtual)
if(CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
  # Some files quiet a warning that GCC alone has.
  target_compile_options(shopdesk_options INTERFACE -Wthread-safety -Wno-unknown-warning-option)
endif()
target_include_directories(shopdesk_options INTERFACE ${CMAKE_SOURCE_DIR})

set(SHOPDESK_SANITIZE "" CACHE STRING "Sanitizers, as -fsanitize= takes them")
if(SHOPDESK_SANITIZE)
  add_compile_options(-fsanitize=${SHOPDESK_SANITIZE} -fno-omit-frame-pointer)
  add_link_options(-fsanitize=${SHOPDESK_SANITIZE})
  if(SHOPDESK_SANITIZE MATCHES "undefined")
    add_compile_options(-fno-sanitize-recover=undefined)
  endif()
  if(SHOPDESK_SANITIZE MATCHES "thread")
    # protobuf's headers give map fields another layout under this macro than Debian's libprotobuf was built with:
    # reflection on a map would crash. libstdc++ keeps what it derives from it.
    add_compile_options(-U__SANITIZE_THREAD__ -D_GLIBCXX_TSAN=1)
  endif()
endif()

find_program(CCACHE_PROGRAM ccache)
if(CCACHE_PROGRAM)
  # Precompiled headers and ccache agree only with this sloppiness. Other checkouts share hits with GCC only: Clang's precompiled
  # headers name their files whole.
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CMAKE_COMMAND} -E env
    CCACHE_SLOPPINESS=pch_defines,time_macros,include_file_mtime,include_file_ctime
    CCACHE_BASEDIR=${CMAKE_SOURCE_DIR} CCACHE_NOHASHDIR=1 ${CCACHE_PROGRAM})
  if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    add_compile_options(-fpch-preprocess)
  else()
    # A precompiled header that says when it was made is another one each time.
    add_compile_options("SHELL:-Xclang -fno-pch-timestamp")
  endif()
endif()

find_program(MOLD_PROGRAM mold)
if(MOLD_PROGRAM)
  add_link_options(-fuse-ld=mold)
endif()
