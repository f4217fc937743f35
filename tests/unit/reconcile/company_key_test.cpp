// Company names reduced to what identifies them.
#include "mapping/reconcile/company_key.h"

#include <catch2/catch.hpp>

using namespace closemap;
using Keys = std::vector<std::string>;

TEST_CASE("legal forms fall off the end of a name, one after the other") {
  CHECK(company_key("Acme GmbH & Co. KGaA") == "acme");
  CHECK(company_key("Acme Company Limited") == "acme");
  CHECK(company_key("Acme & Co") == "acme");
  CHECK(company_key("Acme S.A. de C.V.") == "acme");
  CHECK(company_key("ACME L.L.C.") == "acme");
  CHECK(company_key("Acme L L C") == "acme");
  CHECK(company_key("Acme Sdn. Bhd.") == "acme");
  CHECK(company_key("AGCO") == "agco");
  CHECK(company_key("Limited Brands") == "limited brands");
}

TEST_CASE("a name never becomes empty by what is cut") {
  CHECK(company_key("The Company") == "company");
  CHECK(company_key("Co.") == "co");
  CHECK(company_key("The") == "the");
  CHECK(company_key("GmbH & Co. KG") == "gmbh");
  CHECK(company_key("") == "");
  CHECK(company_key("(formerly X)") == "");
}

TEST_CASE("punctuation, brackets and blanks make no difference") {
  CHECK(company_key("Acme(UK)Ltd") == "acme");
  CHECK(company_key("O’Neill's  \t Shop") == company_key("ONeills Shop"));
  CHECK(company_key("Procter+Gamble") == "procter and gamble");
  CHECK(company_key("Rolls-Royce — Power") == "rolls royce power");
  CHECK(company_key("Acme (open") == "acme open");
  CHECK(company_key("ＡＣＭＥ　Ｉｎｃ．") == "acme");
}

TEST_CASE("letters lose their marks, in whichever form they come") {
  CHECK(company_key("Société Générale") == "societe generale");
  CHECK(company_key("Socie\xCC\x81te\xCC\x81 Ge\xCC\x81ne\xCC\x81rale") == "societe generale");
  CHECK(company_key("Škoda Plzeň") == "skoda plzen");
  CHECK(company_key("ŁÓDŹ") == "lodz");
  CHECK(company_key("İstanbul Kâğıt") == "istanbul kagit");
  CHECK(company_key("Nguyễn Phương") == "nguyen phuong");
  CHECK(company_key("STRAẞE") == "strasse");
  CHECK(company_key("Ærø Đà Nẵng Œuvre") == "aero da nang oeuvre");
  CHECK(company_key("Άλφα ΚΌΣΜΟΣ") == company_key("αλφα κοσμοσ"));
  CHECK(company_key("Йод") == "иод");
  CHECK(company_key("株式会社ガンダム") == "株式会社カンタム");
}

TEST_CASE("an umlaut is read both ways, over the whole name") {
  CHECK(company_keys("Müller Köln GmbH") == Keys{"mueller koeln", "muller koln"});
  CHECK(company_keys("Mu\xCC\x88ller") == Keys{"mueller", "muller"});
  CHECK(company_keys("ÄTNA") == Keys{"aetna", "atna"});
  CHECK(company_keys("Østfold") == Keys{"ostfold"});
  CHECK(company_keys("...").empty());
}

TEST_CASE("configured legal forms join the built-in ones") {
  CHECK(company_key("Acme Partnerselskab") == "acme partnerselskab");
  CHECK(company_key("Acme Partnerselskab Ltd", {"partnerselskab"}) == "acme");
}
