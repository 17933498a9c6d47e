#include "replay/faults.hpp"

#include <gtest/gtest.h>

namespace replay {
namespace {

TEST(Faults, are_read_with_a_rate_or_with_their_usual_one) {
  const auto faults = Faults::parse("429=0.25,html").value();
  EXPECT_EQ(faults.rate(Fault::rate_limit), 0.25);
  EXPECT_EQ(faults.rate(Fault::html), 0.02);
  EXPECT_EQ(faults.rate(Fault::ban), 0);
  EXPECT_EQ(faults.text(), "429=0.25,html=0.02");
  EXPECT_EQ(Faults::parse(faults.text())->text(), faults.text());
}

TEST(Faults, all_means_all_but_the_one_that_changes_the_truth) {
  const auto faults = Faults::parse("all").value();
  for (const auto fault : all_faults()) EXPECT_EQ(faults.rate(fault) > 0, fault != Fault::revised) << name(fault);
  EXPECT_EQ(Faults::parse("all=0.5,late=0")->rate(Fault::late), 0);
  EXPECT_EQ(Faults::parse("all=0.5,late=0")->rate(Fault::slow), 0.5);
  EXPECT_FALSE(Faults::parse("none")->any());
  EXPECT_FALSE(Faults::parse("")->any());
}

TEST(Faults, refuses_other_words_and_rates) {
  EXPECT_EQ(Faults::parse("htlm").error().code, base::Code::usage);
  EXPECT_NE(Faults::parse("htlm").error().what.find("did you mean 'html'"), std::string::npos);
  for (const std::string_view wrong : {"html=", "html=2", "html=-1", "html=x", "html=nan", "html=0.1x"}) {
    EXPECT_FALSE(Faults::parse(wrong).has_value()) << wrong;
  }
}

}  // namespace
}  // namespace replay
