// The lines every notice is made of.
#include "mapping/report/notice_parts.h"

#include <catch2/catch.hpp>

#include "tests/unit/report/story.h"

namespace closemap::test {
namespace {

Node node_named(const Story& story, const std::string& id) {
  Node node = 0;
  while (story.network.names[node].id != id) ++node;
  return node;
}

std::vector<NoticeLine> wins(const Story& story, const Absorption& absorption) {
  const Signal signal;
  const Reader nobody;
  std::vector<NoticeLine> lines;
  add_wins({story.plan, story.network, story.schedule, &absorption, signal, nobody}, lines);
  return lines;
}

Story anchored(AnchorBasis basis, Party source, const char* date) {
  Story told = story();
  Anchor& anchor = told.plan.anchors.at(*close_anchor(told.plan));
  anchor.basis = basis;
  anchor.source = source;
  anchor.date = day(date);
  return solved(told.plan, day("2026-03-31"), told.now);
}

std::string customer_date(const Story& story) {
  const Signal signal;
  const Reader nobody;
  std::vector<NoticeLine> lines;
  add_customer_date({story.plan, story.network, story.schedule, nullptr, signal, nobody}, lines);
  REQUIRE(lines.size() == 1);
  return lines[0].text;
}

}  // namespace

TEST_CASE("every kind of move has its sentence, with whose it is") {
  const Story told = story();
  const Node pricing = node_named(told, "M09");
  const Node procurement = node_named(told, "M18");
  Absorption absorption;
  absorption.deficit_bd = 5;
  absorption.single_moves = {{MoveKind::advance, procurement, std::nullopt, 3},
                             {MoveKind::decouple, procurement, pricing, 2},
                             {MoveKind::trim_lag, procurement, pricing, 1}};
  const std::vector<std::string> said = win_sentences(told.plan, told.network, absorption);
  REQUIRE(said.size() == 3);
  const std::string whose = "back; the move of ";
  CHECK(said[0].find("Finish \"Procurement sign-off\" as soon as it can be") == 0);
  CHECK(said[0].find("wins 3 working days " + whose) != std::string::npos);
  CHECK(said[1].find("Start \"Procurement sign-off\" without waiting for \"Enterprise pricing "
                     "approval\": wins 2 working days " +
                     whose) == 0);
  CHECK(said[2].find("Drop the waiting time between \"Enterprise pricing approval\" and "
                     "\"Procurement sign-off\": wins 1 working day " +
                     whose) == 0);
  absorption.single_moves = {{MoveKind::crash, procurement, std::nullopt, 4}};
  CHECK(win_sentences(told.plan, told.network, absorption)[0].find(
            "Do \"Procurement sign-off\" in its shortest time: wins 4") == 0);
}

TEST_CASE("what could win days back: alone, together, not enough, nothing") {
  const Story told = story();
  const Move move{MoveKind::crash, node_named(told, "M18"), std::nullopt, 4};
  Absorption absorption;
  CHECK(wins(told, absorption).empty());  // nothing is late
  absorption.deficit_bd = 5;
  CHECK(wins(told, absorption)[0].text ==
        "No step can be pulled forward or shortened as the plan stands.");
  absorption.single_moves = {move};
  absorption.chosen = {move, move};
  CHECK(wins(told, absorption)[0].text.find("\nTogether 2 such moves keep the date.") !=
        std::string::npos);
  absorption.absorbed = false;
  absorption.residual_bd = 1;
  CHECK(wins(told, absorption)[0].text.find("\n1 working day remain even then.") !=
        std::string::npos);
}

TEST_CASE("the customer's date: which one, whose word it is, late or held") {
  CHECK(customer_date(anchored(AnchorBasis::go_live, Party::customer, "2026-05-04")) ==
        "Go-live moves from Mon 2026-05-04 to Mon 2026-05-11: 5 working days (7 days) "
        "late.");
  CHECK(customer_date(anchored(AnchorBasis::decision, Party::customer, "2026-05-18"))
            .find("Decision holds: forecast ") == 0);
  CHECK(customer_date(anchored(AnchorBasis::signature, Party::vendor, "2026-05-18"))
            .find("Signature (unconfirmed: the vendor's close date) holds") == 0);
}

}  // namespace closemap::test
