"""Launch: a new product waits for its briefing until the last reader has acknowledged it, and then goes on sale by itself."""

import datetime

from harness import expect, text_of

PRODUCT = {"title": "羊毛毯", "skus": [{"sku_id": "B1", "price": {"currency_code": "CNY", "minor": "29900"}}]}


def run(desk):
    product = {"name": desk.name("products/blanket")}
    article = {"name": desk.name("articles/blanket")}

    def state():
        desk.settle()
        return desk.call("GetProduct", product)["state"]

    with desk.step("two agents must know a product before it is sold"):
        desk.open_shop({"catalog": {"briefing_required": True, "briefing_readers": ["1001", "1002"]}})
        desk.call("CreateProduct", {"parent": desk.shop, "product_id": "blanket", "product": PRODUCT})
    refusal = desk.refused("PublishProduct", product, "NOT_BRIEFED")
    expect(refusal["metadata"].get("readers", ""), "")

    with desk.step("its briefing is published, and the launch planned for ten"):
        desk.call("CreateArticle", {"parent": desk.shop, "article_id": "blanket", "article": {
            "kind": "BRIEFING", "title": "羊毛毯：卖点", "body": "纯羊毛，手洗。", "products": [product["name"]]}})
        desk.call("PublishArticle", article)
        desk.call("PublishProduct", {**product, "publish_time": text_of(desk.now + datetime.timedelta(minutes=30))})
    expect(desk.refused("PublishProduct", product, "NOT_BRIEFED")["metadata"]["readers"], "1001,1002")

    with desk.step("one of them reads it"):
        desk.call("AcknowledgeArticle", {**article, "version": "1"}, agent="1001", role="agent")
    found = desk.call("SearchProducts", {"parent": desk.shop, "query": "羊毛"})["articles"]
    expect([each["name"] for each in found], [article["name"]])

    with desk.step("ten o'clock comes"):
        desk.advance(minutes=31)
    expect((state(), desk.call("GetProduct", product).get("held_for_briefing")), ("DRAFT", True))

    with desk.step("the other reads it"):
        desk.call("AcknowledgeArticle", {**article, "version": "1"}, agent="1002", role="agent")
    expect((state(), desk.call("GetProduct", product).get("held_for_briefing", False)), ("ON_SALE", False))
    events = desk.events("catalog", resource=product["name"])
    expect(events, ["product.created", "product.planned", "product.held", "product.published"])
