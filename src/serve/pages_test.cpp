#include "serve/pages.hpp"

#include "net/gzip.hpp"

#include <gtest/gtest.h>

namespace serve {
namespace {

constexpr base::Asset index_page{"index.html", "<!doctype html>", "0123456789abcdef0123456789abcdef0123"};
constexpr base::Asset script{"page/main.js", "1", "fedcba9876543210fedcba9876543210", "small"};

const base::Asset* find(std::string_view path) {
  if (path == index_page.path) return &index_page;
  return path == script.path ? &script : nullptr;
}

TEST(Pages, are_found_by_path_with_their_type) {
  net::Request request;
  const auto page = page_reply(find, request, "/");
  ASSERT_TRUE(page);
  EXPECT_EQ(page->headers.find("Content-Type"), "text/html; charset=utf-8");
  EXPECT_EQ(page->body, index_page.bytes);
  EXPECT_EQ(page_reply(find, request, "/page/main.js")->headers.find("Content-Type"), "text/javascript; charset=utf-8");
}

TEST(Pages, are_not_sent_twice) {
  net::Request request;
  request.headers.set("If-None-Match", "W/\"0123456789abcdef0123456789abcdef\"");
  EXPECT_EQ(page_reply(find, request, "/")->status, 304);
}

TEST(Pages, are_sent_as_compressed_when_built_to_those_who_take_it) {
  net::Request request;
  request.headers.set("Accept-Encoding", "br, gzip");
  const auto small = page_reply(find, request, "/page/main.js");
  EXPECT_EQ(small->body, script.gzip);
  EXPECT_EQ(small->headers.find("Content-Encoding"), "gzip");
  EXPECT_EQ(page_reply(find, request, "/")->body, index_page.bytes);
  request.headers.set("Accept-Encoding", "gzip;q=0");
  const auto plain = page_reply(find, request, "/page/main.js");
  EXPECT_EQ(plain->body, script.bytes);
  EXPECT_FALSE(plain->headers.find("Content-Encoding"));
  EXPECT_EQ(plain->headers.find("Vary"), "Accept-Encoding");
  EXPECT_NE(plain->headers.find("ETag"), small->headers.find("ETag"));
}

TEST(Pages, are_nothing_but_what_was_built_in) {
  net::Request request;
  for (const auto* path : {"/../etc/passwd", "/page/../../x", "//etc/passwd", "/page/main.js/", "/page"}) {
    EXPECT_FALSE(page_reply(find, request, path)) << path;
  }
  request.method = "POST";
  EXPECT_FALSE(page_reply(find, request, "/"));
}

TEST(Pages, of_this_program_begin_with_an_index) {
  const auto* page = embedded_pages()("index.html");
  ASSERT_NE(page, nullptr);
  EXPECT_TRUE(page->bytes.contains("<html"));
  EXPECT_EQ(net::inflate(page->gzip, {}), page->bytes);
  EXPECT_LT(page->gzip.size(), page->bytes.size() / 2);
}

}  // namespace
}  // namespace serve
