#!/usr/bin/python3
"""Fills a Tryton test server: company, parties, employees with e-mails, opportunities.

usage: tryton_seed.py PORT [--rows N] [--csv DIR] [--json]
  --rows N    N opportunities from DIR/sales_pipeline.csv (accounts.csv and sales_teams.csv beside it);
              made up in the same shape when the folder is not there
  --json      further ones from standard input:
              {"parties": [{"name", "website"?, "email"?}], "employees": [{"name", "email"}],
               "opportunities": [{"reference", "description"?, "party"?, "employee"?: e-mail, "amount"?,
                                  "start_date"?, "end_date"?, "state"?: "opportunity"}]}
              A party or employee that does not exist yet is created. A bare list is opportunities.
Running it again adds to what is there.
"""
import argparse
import csv
import json
import os
import sys

from tryton_rpc import Tryton, date, decimal

STATES = {"Prospecting": "lead", "Engaging": "opportunity", "Won": "won", "Lost": "lost"}
CHANCE = {"lead": 0.1, "opportunity": 0.5, "converted": 1.0, "won": 1.0, "lost": 0.0, "cancelled": 0.0}
BATCH = 500


def read_csv(folder, name):
    with open(os.path.join(folder, name), newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def made_up(count):
    """Accounts, agents and pipeline rows like those of the CSV files."""
    accounts = [f"Account {n:02}" for n in range(40)]
    agents = [f"Agent Number{n:02}" for n in range(15)]
    stages = ["Engaging", "Won", "Lost", "Won", "Prospecting"]
    rows = []
    for n in range(count):
        stage = stages[n % len(stages)]
        open_still = stage in ("Engaging", "Prospecting")
        rows.append({
            "opportunity_id": f"MADE{n:05}", "sales_agent": agents[n % len(agents)],
            "product": f"Product {n % 7}", "account": "" if n % 11 == 0 else accounts[n % len(accounts)],
            "deal_stage": stage, "engage_date": f"2017-{n % 12 + 1:02}-{n % 28 + 1:02}",
            "close_date": "" if open_still else f"2018-{n % 12 + 1:02}-{n % 28 + 1:02}",
            "close_value": "" if open_still else str(100 + n * 37 % 9000)})
    return accounts, agents, rows


class Seeder:
    def __init__(self, port):
        self.tryton = Tryton(port)
        self.company = self.tryton.context.get("company") or self.found_company()
        self.parties = {row["name"]: row["id"] for row in self.rows("party.party", ["name"])}
        self.employees = {row["party."]["email"]: row["id"]
                          for row in self.rows("company.employee", ["party.email"])}

    def rows(self, model, fields):
        return self.tryton.call(model, "search_read", [], 0, None, None, fields)

    def found_company(self):
        tryton = self.tryton
        currency, = tryton.create("currency.currency", [{
            "name": "US Dollar", "code": "USD", "symbol": "$", "digits": 2, "rounding": decimal("0.01")}])
        party, = tryton.create("party.party", [{"name": "Contoso"}])
        company, = tryton.create("company.company", [
            {"party": party, "currency": currency, "timezone": "UTC"}])
        tryton.call("res.user", "write", [tryton.user],
                    {"companies": [["add", [company]]], "company": company})
        tryton.refresh()
        return company

    def add_parties(self, given):
        new = [row for row in given if row["name"] not in self.parties]
        values = []
        for row in new:
            contacts = [{"type": kind, "value": row[kind]} for kind in ("website", "email") if row.get(kind)]
            value = {"name": row["name"]}
            if contacts:
                value["contact_mechanisms"] = [["create", contacts]]
            values.append(value)
        for row, made in zip(new, self.tryton.create("party.party", values)):
            self.parties[row["name"]] = made

    def add_employees(self, given):
        new = [row for row in given if row["email"] not in self.employees]
        people = self.tryton.create("party.party", [
            {"name": row["name"],
             "contact_mechanisms": [["create", [{"type": "email", "value": row["email"]}]]]} for row in new])
        made = self.tryton.create("company.employee", [
            {"party": person, "company": self.company} for person in people])
        self.employees.update(zip((row["email"] for row in new), made))

    def add_opportunities(self, given):
        values = []
        for row in given:
            party = self.parties.get(row.get("party"))
            state = row.get("state") or "opportunity"
            if party is None:  # Tryton wants a party for everything beyond a lead
                state = "lead"
            values.append({
                "company": self.company, "party": party, "employee": self.employees.get(row.get("employee")),
                "reference": row["reference"], "description": row.get("description"), "state": state,
                "amount": decimal(row.get("amount")), "conversion_probability": CHANCE[state],
                "start_date": date(row.get("start_date") or "2017-01-01"), "end_date": date(row.get("end_date"))})
        for start in range(0, len(values), BATCH):
            self.tryton.create("sale.opportunity", values[start:start + BATCH])

    def from_pipeline(self, count, folder):
        if folder and os.path.exists(os.path.join(folder, "sales_pipeline.csv")):
            accounts = [row["account"] for row in read_csv(folder, "accounts.csv")]
            agents = [row["sales_agent"] for row in read_csv(folder, "sales_teams.csv")]
            pipeline = read_csv(folder, "sales_pipeline.csv")
        else:
            accounts, agents, pipeline = made_up(count)
        email = {name: name.lower().replace(" ", ".") + "@vendor.example.test" for name in agents}
        self.add_parties([{"name": name} for name in accounts])
        self.add_employees([{"name": name, "email": email[name]} for name in agents])
        given = []
        for n in range(count):
            row, turn = pipeline[n % len(pipeline)], n // len(pipeline)
            given.append({
                "reference": row["opportunity_id"] + (f"-{turn}" if turn else ""), "description": row["product"],
                "party": row["account"], "employee": email[row["sales_agent"]],
                "state": STATES[row["deal_stage"]], "amount": row["close_value"],
                "start_date": row["engage_date"], "end_date": row["close_date"]})
        self.add_opportunities(given)

    def from_json(self, text):
        given = json.loads(text)
        if isinstance(given, list):
            given = {"opportunities": given}
        opportunities = given.get("opportunities", [])
        named = {row["party"]: {"name": row["party"]} for row in opportunities if row.get("party")}
        named.update((row["name"], row) for row in given.get("parties", []))
        self.add_parties(named.values())
        people = {row["employee"]: {"name": row["employee"].split("@")[0].replace(".", " ").title(),
                                    "email": row["employee"]} for row in opportunities if row.get("employee")}
        people.update((row["email"], row) for row in given.get("employees", []))
        self.add_employees(people.values())
        self.add_opportunities(opportunities)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("port")
    parser.add_argument("--rows", type=int, default=0)
    parser.add_argument("--csv", default="")
    parser.add_argument("--json", action="store_true")
    args = parser.parse_args()
    seeder = Seeder(args.port)
    if args.rows:
        seeder.from_pipeline(args.rows, args.csv)
    if args.json:
        seeder.from_json(sys.stdin.read())
    print(seeder.tryton.call("sale.opportunity", "search_count", []), "opportunities")


if __name__ == "__main__":
    main()
