#include "control/command.hpp"
#include "control/testing.hpp"

namespace control {

using testing::CommandLine;

TEST_F(CommandLine, wick_alone_prints_a_friendly_overview) {
  EXPECT_EQ(wick({}), 0);
  EXPECT_TRUE(out.starts_with("wick keeps every candle"));
  for (const auto& command : commands()) {
    const auto verb = command.path.substr(0, command.path.find(' '));
    EXPECT_NE(out.find("\n  " + verb + " "), std::string::npos) << verb << " is not in the overview";
  }
}

TEST_F(CommandLine, every_verb_has_help_that_begins_with_an_example) {
  for (const auto& command : commands()) {
    auto words = base::split(command.path, ' ');
    words.emplace_back("--help");
    EXPECT_EQ(wick(words), 0) << command.path;
    const bool example = out.starts_with("  wick " + command.path) ||
                         out.starts_with("  source <(wick " + command.path) || out.starts_with("  WICK_DATA=");
    EXPECT_TRUE(example) << command.path << ":\n" << out.substr(0, 80);
    for (const auto& flag : command.flags) {
      EXPECT_NE(out.find(flag.name), std::string::npos) << command.path << " " << flag.name;
      EXPECT_FALSE(flag.help.empty());
    }
    EXPECT_NE(command.run, nullptr);
  }
}

TEST_F(CommandLine, help_of_a_group_lists_its_verbs) {
  EXPECT_EQ(wick({"job", "--help"}), 0);
  EXPECT_NE(out.find("job resume"), std::string::npos);
}

TEST_F(CommandLine, a_group_named_alone_lists) {
  const int alone = wick({"job"});
  const auto said = out + err;
  EXPECT_EQ(alone, wick({"job", "ls"}));
  EXPECT_EQ(said, out + err);
  EXPECT_EQ(wick({"venue"}), 0);
  EXPECT_NE(out.find("binance"), std::string::npos);
}

TEST_F(CommandLine, mistyped_verbs_and_flags_are_answered_with_the_nearest) {
  const std::vector<std::pair<std::vector<std::string>, std::string>> cases = {
      {{"statsu"}, "wick: there is no verb 'statsu', did you mean 'status'?; see wick --help\n"},
      {{"series", "lss"}, "wick: there is no verb 'series lss', did you mean 'ls'?; see wick series --help\n"},
      {{"get", "a:B/C@1m", "--strat", "1"},
       "wick: there is no flag '--strat', did you mean '--start'?; see wick get --help\n"},
      {{"get", "a:B/C@1m", "--jsn"}, "wick: there is no flag '--jsn', did you mean '--json'?; see wick get --help\n"},
      {{"get", "a:B/C@1m", "extra"}, "wick: 'extra' is one word too many; see wick get --help\n"},
      {{"get"},
       "wick: wick get needs SERIES: EXCHANGE:BASE/QUOTE@TIMEFRAME, such as binance:BTC/USDT@1m; see wick get "
       "--help\n"},
      {{"get", "a:B/C@1m", "--start"}, "wick: --start needs a value; see wick get --help\n"},
      {{"get", "a:B/C@1m", "-o", "cvs"},
       "wick: --output: there is no 'cvs', did you mean 'csv'?; expected csv, json, ndjson, table\n"},
      {{"get", "a:B/C@1m", "--limit", "-3"}, "wick: --limit: '-3' is not a number; expected 1 or more\n"},
      {{"completion", "fsh"},
       "wick: there is no completion for 'fsh', did you mean 'fish' or 'zsh'?; expected bash, zsh or fish\n"},
      {{"version", "--set", "data"}, ""},
      {{"config", "show", "--set", "data"},
       "wick: --set: 'data' is not a setting; expected KEY=VALUE, such as data=/srv/candles\n"},
      {{"config", "show", "--set", "dat=x"}, "wick: --set: there is no setting 'dat', did you mean 'data'?\n"},
      {{"config", "show", "--fields", "kee"},
       "wick: --fields: there is no column 'kee', did you mean 'key'?; expected some of key, value, origin\n"},
  };
  for (const auto& [words, sentence] : cases) {
    EXPECT_EQ(wick(words), sentence.empty() ? 0 : 2) << base::join(words, " ");
    EXPECT_EQ(err, sentence) << base::join(words, " ");
  }
}

TEST_F(CommandLine, global_flags_work_before_and_after_the_verb) {
  EXPECT_EQ(wick({"--json", "version"}), 0);
  const auto before = out;
  EXPECT_EQ(wick({"version", "--json"}), 0);
  EXPECT_EQ(out, before);
  EXPECT_EQ(out, "{\"version\":\"0.1.0\"}\n");
  EXPECT_EQ(wick({"--set", "data=a", "config", "show", "--data", "b", "--quiet"}), 0);
  EXPECT_EQ(out, "data\nhttp.listen\nca_file\nfeeds\n");
}

TEST_F(CommandLine, an_error_with_json_is_also_the_last_document_on_stdout) {
  EXPECT_EQ(wick({"nothing", "--json"}), 2);
  EXPECT_EQ(out,
            "{\"type\":\"error\",\"code\":\"usage\",\"message\":\"there is no verb 'nothing'; see wick --help\"}\n");
}

TEST_F(CommandLine, output_that_cannot_be_written_is_an_error_and_a_reader_that_has_gone_is_not) {
  out_limit = 0;
  EXPECT_EQ(wick({"version"}), 5);
  EXPECT_EQ(err, "wick: the output cannot be written: full\n");
  out_error = {base::Code::cancelled, "", {}};
  EXPECT_EQ(wick({"version"}), 0);
  EXPECT_EQ(err, "");
}

TEST_F(CommandLine, config_show_tells_each_value_and_where_it_is_from) {
  std::ofstream(folder_ / "wick.yaml") << "http:\n  listen: 127.0.0.1:9\n";
  EXPECT_EQ(wick({"config", "show", "--origin", "--data", "/d"}), 0);
  EXPECT_NE(out.find("http.listen  127.0.0.1:9  " + (folder_ / "wick.yaml").string() + ":2:3\n"), std::string::npos)
      << out;
  EXPECT_NE(out.find("data         /d           --set\n"), std::string::npos) << out;
}

TEST_F(CommandLine, config_check_names_file_line_and_column) {
  std::ofstream(folder_ / "wick.yaml") << "feeds:\n  - venue: binance\n    symbls: [A/B]\n";
  EXPECT_EQ(wick({"config", "check"}), 2);
  EXPECT_EQ(
      err,
      "wick: " + (folder_ / "wick.yaml").string() +
          ":3:5: a feed has no 'symbls', did you mean 'symbols'?; it has venue, symbols, timeframes, since and live\n");
  std::ofstream(folder_ / "wick.yaml") << "feeds: [{venue: binanse, symbols: [A/B]}]\n";
  EXPECT_EQ(wick({"config", "check"}), 2);
  EXPECT_NE(err.find("did you mean 'binance'"), std::string::npos) << err;
  std::ofstream(folder_ / "wick.yaml") << "feeds: [{venue: binance, symbols: [A/B]}]\n";
  EXPECT_EQ(wick({"config", "check"}), 0) << err;
}

TEST_F(CommandLine, completion_scripts_know_every_verb_and_flag) {
  for (const auto* shell : {"bash", "zsh", "fish"}) {
    ASSERT_EQ(wick({"completion", shell}), 0);
    for (const auto& command : commands()) {
      for (const auto& flag : command.flags) {
        EXPECT_NE(out.find(flag.name.substr(2)), std::string::npos) << shell << " " << command.path << " " << flag.name;
      }
    }
  }
}

TEST_F(CommandLine, the_bash_completion_completes) {
  ASSERT_EQ(wick({"completion", "bash"}), 0);
  std::ofstream(folder_ / "wick.bash") << out;
  const auto complete = [&](const std::string& words, int at) {
    const auto command = "bash -c 'source " + (folder_ / "wick.bash").string() + "; COMP_WORDS=(" + words +
                         "); COMP_CWORD=" + std::to_string(at) + "; _wick; echo ${COMPREPLY[@]}' > " +
                         (folder_ / "said").string();
    EXPECT_EQ(std::system(command.c_str()), 0);
    std::ifstream said(folder_ / "said");
    return std::string{std::istreambuf_iterator<char>(said), {}};
  };
  EXPECT_EQ(complete("wick stat", 1), "status\n");
  EXPECT_EQ(complete("wick series s", 2), "show\n");
  EXPECT_EQ(complete("wick --json get --fi", 3), "--fill --fields\n");
  EXPECT_EQ(complete("wick get x --fill n", 4), "none null\n");
}

TEST_F(CommandLine, exchanges_are_listed_and_shown) {
  EXPECT_EQ(wick({"venue", "ls", "--quiet"}), 0);
  EXPECT_NE(out.find("binance\n"), std::string::npos);
  EXPECT_EQ(wick({"venue", "show", "binance"}), 0);
  EXPECT_TRUE(out.starts_with("binance  Binance")) << out;
  EXPECT_EQ(wick({"venue", "show", "binanse"}), 2);
  EXPECT_NE(err.find("did you mean 'binance'"), std::string::npos) << err;
}

TEST_F(CommandLine, sources_check_tells_who_answers) {
  ask = [](const net::Request& request) -> base::Result<net::Response> {
    if (request.url.find("binance") != std::string::npos)
      return net::Response{200, {}, "{\"serverTime\":1710028830000}"};
    return base::fail(base::Code::retry, "no route to host");
  };
  EXPECT_EQ(wick({"sources", "check", "binance"}), 0) << out;
  EXPECT_EQ(wick({"sources", "check", "bitfinex"}), 1);
  EXPECT_NE(out.find("no route to host"), std::string::npos);
  EXPECT_EQ(wick({"sources", "check", "bitfinex", "binance", "--json"}), 3);
  EXPECT_TRUE(out.starts_with("{\"sources\":[{\"exchange\":\"bitfinex\",\"answers\":false"));
  EXPECT_EQ(wick({"sources", "check", "--timeout", "soon"}), 2);
  EXPECT_TRUE(err.starts_with("wick: --timeout: 'soon' is not a length of time")) << err;
}

}  // namespace control
