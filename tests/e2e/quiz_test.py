#!/usr/bin/env python3
"""Quizzes over the whole demo catalogue: of each question exactly one choice is true of what its products say, looked at
independently of the program that draws them."""

import argparse
import pathlib
import re
import subprocess
import sys
import unicodedata

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
import suite  # noqa: E402

SEEDS = 12
YANXUAN = suite.ROOT / "data" / "yanxuan"
# "What is “$2” of “$1 (id)”?" in which a title may hold quotes too.
ATTRIBUTE = re.compile(r"What is “(.+?)” of “.* \((\S+)\)”\?")
OPTION = re.compile(r"In which “(.+?)” is “.* \((\S+)\)” sold\?")
SKU = re.compile(r"Which product has the SKU “(.+)”\?")
POINT = re.compile(r"Of which product do we say “(.+)”\?", re.DOTALL)


def plain(text):
    return "".join(unicodedata.normalize("NFKC", text).casefold().split())


class Catalogue:
    def __init__(self, services):
        self.services = services
        self.products = {}
        token = ""
        while True:
            page = self.call("ProductService/ListProducts",
                             {"parent": "shops/yanxuan", "state": "ON_SALE", "page_size": 1000, "page_token": token})
            self.products.update((product["name"].split("/")[-1], product) for product in page["products"])
            token = page.get("next_page_token")
            if not token:
                break
        self.categories = {category["name"]: category for category in
                           self.call("CategoryService/ListCategories", {"parent": "shops/yanxuan", "page_size": 1000})["categories"]}

    def call(self, method, request):
        return self.services.call(f"catalog.v1.{method}", request)

    def definition(self, product, display_name):
        """Of the nearest category that names an attribute so."""
        name = product.get("category")
        seen = set()
        found = []
        while name:
            for each in self.categories[name].get("attribute_definitions", []):
                if each["key"] not in seen and each.get("display_name") == display_name:
                    found.append(each)
                seen.add(each["key"])
            name = self.categories[name].get("parent_category")
        return found

    def truths(self, question):
        """The choices that are true."""
        choices = question["choices"]
        if question["kind"] == "ATTRIBUTE":
            label, product = ATTRIBUTE.fullmatch(question["text"]).groups()
            product = self.products[product]
            definitions = self.definition(product, label)
            said = set()
            for definition in definitions:
                values = [value for each in product["attributes"] if each["key"] == definition["key"] for value in each["values"]]
                if definition["value_type"] == "BOOLEAN":
                    values = ["yes" if value == "true" else "no" for value in values]
                said.update(plain(value + (" " + definition["unit"] if definition.get("unit") else "")) for value in values)
            return [choice for choice in choices if plain(choice) in said]
        if question["kind"] == "OPTION":
            option, product = OPTION.fullmatch(question["text"]).groups()
            said = {plain(value["value"]) for sku in self.products[product]["skus"] for value in sku.get("option_values", [])
                    if value["option"] == option}
            return [choice for choice in choices if plain(choice) in said]
        if question["kind"] == "SKU":
            sku_id = SKU.fullmatch(question["text"]).group(1)
            titles = {product["title"] for product in self.products.values() if any(sku["sku_id"] == sku_id for sku in product["skus"])}
        else:
            point = plain(POINT.fullmatch(question["text"]).group(1))
            titles = {product["title"] for product in self.products.values()
                      if any(plain(each) == point for each in product.get("selling_points", []))}
        return [choice for choice in choices if choice in titles]


def check(services):
    services.client("policy", "apply", str(YANXUAN / "policy.json"), "--shop", "yanxuan")
    services.client("import", "litemall", str(YANXUAN), "--shop", "yanxuan")
    catalogue = Catalogue(services)
    assert len(catalogue.products) > 200, len(catalogue.products)
    kinds, asked = {}, set()
    for seed in range(SEEDS):
        request = {"parent": "shops/yanxuan", "seed": seed, "question_count": 50, "language_code": "en", "request_id": f"start-{seed}"}
        quiz = catalogue.call("QuizService/StartQuiz", request)
        assert catalogue.call("QuizService/StartQuiz", request) == quiz
        answers = []
        for i, question in enumerate(quiz["questions"]):
            truths = catalogue.truths(question)
            assert len(truths) == 1, f"seed {seed}: {question} has the truths {truths}"
            assert "right_choice" not in question, question
            kinds[question["kind"]] = kinds.get(question["kind"], 0) + 1
            asked.add(question["text"])
            answers.append({"question": i, "choice": question["choices"].index(truths[0])})
        # Who knows the catalogue passes.
        graded = catalogue.call("QuizService/SubmitQuiz", {"name": quiz["name"], "answers": answers, "request_id": f"submit-{seed}"})
        assert graded["score_bps"] == 10000 and graded["passed"], graded
    assert len(kinds) == 4 and len(asked) > SEEDS * 40, (kinds, len(asked))
    print(f"{SEEDS} quizzes over {len(catalogue.products)} products: each question has one true choice; {kinds}")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("binaries", help="the folder of the programs")
    parser.add_argument("storage", choices=("sqlite", "postgres"))
    options = parser.parse_args()
    with suite.Suite(options.binaries, options.storage) as services:
        check(services)


if __name__ == "__main__":
    main()
