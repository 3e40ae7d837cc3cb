"""Toy for a baby: a toy for three to eight years, asked for by buyers of all ages, with what else there is for the youngest."""

from harness import expect

PUZZLE = {"title": "木制拼图", "category": "toys", "attributes": {"precautions": "含小零件，请勿放入口中。"}, "price": 4900}
RATTLE = {"title": "软胶摇铃", "category": "toys", "attributes": {}, "price": 2900}
PHRASES = {"zh": "不适合", "en": "is not suitable", "es": "no es adecuado", "pt": "não é adequado"}
IN_CHINESE = {"language_code": "zh", "text": "含小零件，三岁以下儿童有窒息危险。"}
IN_ENGLISH = {"language_code": "en", "text": "Small parts: under three years they can be swallowed."}


def run(desk):
    def product(product_id, told, pieces):
        desk.call("CreateProduct", {"parent": desk.shop, "product_id": product_id, "product": {
            "title": told["title"], "category": desk.name(f"categories/{told['category']}"),
            "attributes": [{"key": key, "values": [value]} for key, value in told["attributes"].items()],
            "skus": [{"sku_id": product_id.upper(), "price": {"currency_code": "CNY", "minor": str(told["price"])}}]}})
        desk.call("PublishProduct", {"name": desk.name(f"products/{product_id}")})
        desk.call("AdjustStock", {"parent": desk.shop, "reason": "RECEIVED", "lines": [
            {"sku_id": product_id.upper(), "bucket": "ON_HAND", "delta": pieces}]})

    def tell(subject, rules):
        name = desk.name(f"{subject}/suitabilityGuide")
        desk.call("UpdateSuitabilityGuide", {"suitability_guide": {"name": name, "rules": rules}}, agent="2", role="lead")

    def check(profile, language="zh"):
        return desk.call("CheckSuitability", {"name": desk.name("products/puzzle"), "profile": profile, "language_code": language})

    def verdict(profile):
        return check(profile)["verdict"]

    with desk.step("a shop sells a puzzle with small parts, and a rattle"):
        desk.open_shop()
        desk.call("CreateCategory", {"parent": desk.shop, "category_id": "toys", "category": {"display_name": "玩具"}})
        product("puzzle", PUZZLE, 5)
        product("rattle", RATTLE, 7)
    expect(verdict({"age_months": 60}), "UNKNOWN")

    with desk.step("whom they are for is told"):
        tell("products/puzzle", [{"age_months": {"from": "36", "to": "96"}, "consequence": "UNSUITABLE", "attribute": "precautions",
                                  "reasons": [IN_CHINESE, IN_ENGLISH]}])
        tell("categories/toys", [{"age_months": {"from": "0"}, "consequence": "UNSUITABLE"}])

    baby = check({"age_months": 10})
    expect(baby["verdict"], "UNSUITABLE")
    finding = baby["findings"][0]
    expect((finding["reason"], finding["attribute"]), (IN_CHINESE["text"], "precautions"))
    expect(finding["attribute_values"], [PUZZLE["attributes"]["precautions"]])
    expect([(each["sku_id"], each["available"]) for each in baby["alternatives"]], [("RATTLE", "7")])
    for language, words in PHRASES.items():
        sentence = check({"age_months": 10}, language)["sentence"]
        assert words in sentence, sentence
    expect((verdict({"age_months": 60}), verdict({"age_months": 120})), ("SUITABLE", "UNSUITABLE"))

    unknown = check({}, "en")
    expect((unknown["verdict"], [each["kind"] for each in unknown["questions"]]), ("UNKNOWN", ["AGE"]))
    expect(unknown["questions"][0]["text"], "How old is the person it is for?")
    expect([each["sku_id"] for each in unknown.get("alternatives", [])], [])

    with desk.step("the last rattle is sold"):
        desk.call("AdjustStock", {"parent": desk.shop, "reason": "CORRECTED", "lines": [
            {"sku_id": "RATTLE", "bucket": "ON_HAND", "delta": -7}]})
    expect(check({"age_months": 10}).get("alternatives", []), [])

    with desk.step("the puzzle turns out to be painted with something"):
        guide = desk.call("GetSuitabilityGuide", {"name": desk.name("products/puzzle/suitabilityGuide")})
        guide["rules"].append({"allergen": "镍", "consequence": "CAUTION"})
        desk.call("UpdateSuitabilityGuide", {"suitability_guide": guide}, agent="2", role="lead")
    known = {"age_months": 60, "allergens": {}}
    expect((verdict({"age_months": 60}), verdict(known)), ("UNKNOWN", "SUITABLE"))
    expect(verdict({**known, "allergens": {"keys": ["nickel"]}}), "CAUTION")
    # What was said stays said, whatever else is known.
    expect(verdict({**known, "age_months": 10, "allergens": {"keys": ["nickel"]}}), "UNSUITABLE")
