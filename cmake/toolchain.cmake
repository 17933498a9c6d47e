# One compiler, one standard, one set of warnings; sanitizers by preset. Why Clang 19: docs/decisions/compiler.md.
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 14)
  message(FATAL_ERROR "GCC below 14 miscompiles coroutines. Use a preset (Clang 19): cmake --preset release")
endif()

set(CMAKE_CXX_STANDARD 23)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_CXX_FLAGS_DEBUG "-O0 -g1")
set(CMAKE_CXX_FLAGS_RELEASE "-O3 -DNDEBUG")

# Position independent as an option and not by CMake's property, which differs between libraries and programs: the
# precompiled headers serve both.
add_compile_options(-fPIE -fstack-protector-strong -ftrivial-auto-var-init=zero)
add_link_options(-fuse-ld=lld -pie -Wl,-z,relro,-z,now)
if(CMAKE_SYSTEM_PROCESSOR STREQUAL "x86_64")
  add_compile_options(-fcf-protection)
endif()
if(CMAKE_BUILD_TYPE STREQUAL "Release")
  # No path of the machine that built it: the same source gives the same program.
  add_compile_options(-U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=3 -ffile-prefix-map=${PROJECT_SOURCE_DIR}/=)
  if(CMAKE_SYSTEM_PROCESSOR STREQUAL "x86_64")
    add_compile_options(-march=x86-64-v2)
  endif()
endif()

set(WICK_SANITIZE "" CACHE STRING "comma list for -fsanitize, set by the presets")
if(WICK_SANITIZE)
  add_compile_options(-fsanitize=${WICK_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all)
  add_link_options(-fsanitize=${WICK_SANITIZE})
endif()

# A precompiled header is cached, and so is what uses it, only when its time stamp does not count. Clang writes absolute
# paths into it, so a second clean build hits in the same folder; another folder's makes its own.
find_program(CCACHE ccache)
if(CCACHE)
  set(sloppy pch_defines,time_macros,include_file_mtime,include_file_ctime)
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CMAKE_COMMAND} -E env CCACHE_SLOPPINESS=${sloppy} ${CCACHE})
  set(CMAKE_C_COMPILER_LAUNCHER ${CCACHE})
  add_compile_options("$<$<COMPILE_LANG_AND_ID:CXX,Clang>:SHELL:-Xclang -fno-pch-timestamp>")
endif()

set(HOUSE_WARNINGS -Wall -Wextra -Wpedantic -Werror -Wshadow -Wconversion -Wsign-conversion -Wold-style-cast
    -Wnon-virtual-dtor -Woverloaded-virtual)
