"""Asked again: three buyers ask what neither card nor articles say; it is work until an article answers it, and again when that doesn't help."""

from harness import expect, text_of


def run(desk):
    product = {"name": desk.name("products/mug")}
    article = {"name": desk.name("articles/mug")}
    conversations = []

    def ask(buyer, text):
        """The buyer asks it on the mug's page."""
        conversations.append(buyer)
        message = {"message_id": f"m{len(conversations)}", "sender": "BUYER", "channel": "IM", "text": text,
                   "send_time": text_of(desk.now), "product_id": "mug"}
        record = {"message": {"conversation_id": f"chat-{buyer}", "buyer": buyer, "agent": "1001", "message": message}}
        return desk.call("RecordConversations", {"parent": desk.shop, "records": [record]})

    def questions():
        desk.settle()
        listed = desk.call("ListRepeatedQuestions", {"parent": desk.shop, "product": product["name"]})
        return listed.get("repeated_questions", [])

    def states():
        return [each["state"] for each in questions()]

    def work():
        desk.settle()
        return desk.work("repeated_question")

    with desk.step("the shop sells a mug"):
        desk.open_shop()
        desk.call("CreateAgent", {"parent": desk.shop, "agent_id": "1001", "agent": {"display_name": "小王", "roles": ["AGENT"]}})
        desk.stock("mug", 2900, 5, title="马克杯")

    with desk.step("two buyers ask whether it goes into the dishwasher, one of them twice"):
        ask("wu", "可以用洗碗机洗吗？")
        ask("wu", "请问能洗碗机洗吗")
        ask("sun", "洗碗机洗可以吗？我的电话13812345678")
        desk.advance(minutes=2)
    expect(states(), [])

    with desk.step("a third does"):
        ask("li", "洗碗机洗行不行")
        desk.advance(minutes=2)
    expect(states(), ["OPEN"])
    question = questions()[0]
    expect((question["example"], question["buyer_count"], question["ask_count"]), ("洗碗机洗行不行", "3", "4"))
    expect(work(), ["repeated_question"])

    with desk.step("the article is written, and named"):
        desk.call("CreateArticle", {"parent": desk.shop, "article_id": "mug", "article": {
            "kind": "FAQ", "title": "马克杯", "body": "请手洗。", "products": [product["name"]]}})
        desk.refused("AnswerRepeatedQuestion", {"name": question["name"], "article": article["name"]}, "INVALID_ARGUMENT")
        desk.call("PublishArticle", article)
        desk.call("AnswerRepeatedQuestion", {"name": question["name"], "article": article["name"]}, role="promotion")
    expect((states(), work()), (["ANSWERED"], []))

    with desk.step("three more ask it all the same"):
        desk.advance(hours=1)
        for buyer in ("zhao", "qian", "feng"):
            ask(buyer, "洗碗机洗吗？")
        desk.advance(minutes=2)
    expect((states(), work()), (["OPEN"], ["repeated_question"]))

    with desk.step("nobody asks it for a month"):
        desk.advance(days=31)
    expect((states(), work()), (["LAPSED"], []))
    events = [each for each in desk.events("feedback", resource=question["name"]) if each != "repeated_question.counted"]
    expect(events, [f"repeated_question.{each}" for each in ("found", "opened", "answered", "opened", "lapsed")])
