// The table of levels and their default shares.
#include "mapping/reconcile/link_model.h"

#include <cassert>
#include <cmath>

namespace closemap {
namespace {

struct LevelRow {
  Comparison comparison;
  std::string_view name;
  Shares shares;
};

// In the order of Level.
constexpr std::array<LevelRow, kLevels> kRows{{
    {Comparison::domain, "exact", {0.9, 0.002}},   {Comparison::domain, "alias", {0.05, 0.001}},
    {Comparison::domain, "differ", {0.05, 0.997}}, {Comparison::name, "exact", {0.7, 0.001}},
    {Comparison::name, "jw92", {0.18, 0.004}},     {Comparison::name, "token_subset", {0.07, 0.01}},
    {Comparison::name, "differ", {0.05, 0.985}},   {Comparison::contact, "overlap", {0.55, 0.0005}},
    {Comparison::contact, "none", {0.45, 0.9995}}, {Comparison::country, "same", {0.95, 0.3}},
    {Comparison::country, "differ", {0.05, 0.7}},  {Comparison::close, "le7", {0.45, 0.08}},
    {Comparison::close, "le30", {0.3, 0.18}},      {Comparison::close, "le90", {0.2, 0.34}},
    {Comparison::close, "gt90", {0.05, 0.4}},      {Comparison::amount, "r05", {0.4, 0.04}},
    {Comparison::amount, "r25", {0.35, 0.15}},     {Comparison::amount, "r2x", {0.17, 0.33}},
    {Comparison::amount, "far", {0.08, 0.48}},     {Comparison::solution, "overlap", {0.8, 0.25}},
    {Comparison::solution, "none", {0.2, 0.75}},
}};

constexpr std::array<std::string_view, kComparisons> kComparisonNames{
    "domain", "name", "contact", "country", "close", "amount", "solution"};

}  // namespace

std::string_view to_text(Comparison comparison) {
  return kComparisonNames[static_cast<std::size_t>(comparison)];
}

std::string_view to_text(Level level) {
  return level == Level::missing ? "missing" : kRows[static_cast<std::size_t>(level)].name;
}

Comparison comparison_of(Level level) {
  assert(level != Level::missing);
  return kRows[static_cast<std::size_t>(level)].comparison;
}

double weight_of(Shares shares) { return std::log2(shares.m / shares.u); }
double prior_weight(double lambda) { return std::log2(lambda / (1 - lambda)); }
double probability_of(double weight) { return 1 / (1 + std::exp2(-weight)); }

LinkModel default_link_model() {
  LinkModel model{};
  for (std::size_t i = 0; i < kLevels; ++i) model.shares[i] = kRows[i].shares;
  return model;
}

}  // namespace closemap
