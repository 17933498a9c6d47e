# embed_assets(<target> NAMESPACE <a::b> [FOLDER <dir> [MATCH <glob>...]] [FILES <path>=<file>...] [LEAN <path>...])
#
# Makes files part of <target>, byte for byte and compressed. The sources of <target> read them so:
#
#   #include "embedded/a_b.hpp"
#   std::span<const base::Asset> a::b::all();               ascending by path
#   const base::Asset* a::b::find(std::string_view path);   nullptr where there is none
#
# FOLDER: every file below it that MATCHes (default: all), by its path within the folder, save node_modules, tests,
# README.md and npm's own files. FILES: single files under a path of our choosing, for libraries from npm; one that is
# not there is left out with a warning, and found by the next build once it is. LEAN: scripts and styles whose path begins so
# go without indentation and without lines that are only a comment.
set(EMBED_SCRIPT ${PROJECT_SOURCE_DIR}/cmake/embed.py)

function(embed_assets target)
  cmake_parse_arguments(EMBED "" "NAMESPACE;FOLDER" "MATCH;FILES;LEAN" ${ARGN})
  string(REPLACE "::" "_" name ${EMBED_NAMESPACE})
  set(folder ${PROJECT_BINARY_DIR}/assets/${target})
  set(entries "")
  set(files "")
  if(EMBED_FOLDER)
    embed_folder(${EMBED_FOLDER} "${EMBED_MATCH}")
  endif()
  foreach(pair ${EMBED_FILES})
    embed_file(${pair})
  endforeach()
  # The list of names is a file of its own: a file that goes away changes the list, and the list the table.
  file(GENERATE OUTPUT ${folder}/${name}.list CONTENT "$<JOIN:${entries},\n>\n")
  add_custom_command(
    OUTPUT ${folder}/${name}.cpp ${folder}/embedded/${name}.hpp
    COMMAND ${Python3_EXECUTABLE} ${EMBED_SCRIPT} ${EMBED_NAMESPACE} ${folder}/${name}.list ${folder}/${name}.cpp
            ${folder}/embedded/${name}.hpp ${EMBED_LEAN}
    DEPENDS ${EMBED_SCRIPT} ${folder}/${name}.list ${files}
    VERBATIM)
  target_sources(${target} PRIVATE ${folder}/${name}.cpp ${folder}/embedded/${name}.hpp)
  set_source_files_properties(${folder}/${name}.cpp PROPERTIES SKIP_PRECOMPILE_HEADERS ON)
  target_include_directories(${target} PRIVATE ${folder})
endfunction()

macro(embed_folder dir match)
  get_filename_component(root ${dir} ABSOLUTE BASE_DIR ${PROJECT_SOURCE_DIR})
  set(globs "${match}")
  if(NOT globs)
    set(globs "*")
  endif()
  list(TRANSFORM globs PREPEND ${root}/)
  file(GLOB_RECURSE found CONFIGURE_DEPENDS ${globs})
  list(FILTER found EXCLUDE REGEX "/(node_modules|tests)/|/(package|package-lock|tsconfig)\\.json$|/README\\.md$|/\\.|[._]test\\.[a-z]+$")
  foreach(file ${found})
    file(RELATIVE_PATH path ${root} ${file})
    list(APPEND entries "${path}=${file}")
    list(APPEND files ${file})
  endforeach()
endmacro()

macro(embed_file pair)
  string(REGEX MATCH "^([^=]+)=(.+)$" matched ${pair})
  set(path ${CMAKE_MATCH_1})
  get_filename_component(file ${CMAKE_MATCH_2} ABSOLUTE BASE_DIR ${PROJECT_SOURCE_DIR})
  file(GLOB there CONFIGURE_DEPENDS ${file})
  if(there)
    list(APPEND entries "${path}=${file}")
    list(APPEND files ${file})
  else()
    message(WARNING "${file} is not there, so '${path}' is left out of the program; scripts/start fetches what npm brings")
  endif()
endmacro()
