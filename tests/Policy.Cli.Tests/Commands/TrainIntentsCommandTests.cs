using OptPolicy.Cli.Tests.Running;

namespace OptPolicy.Cli.Tests.Commands;

public sealed class TrainIntentsCommandTests
{
    private const string Refunds = """
        {"text": "I want my money back", "intent": "refund"}
        {"text": "refund my order", "intent": "refund"}
        {"text": "how do I return this", "intent": "refund"}
        {"text": "send the money back", "intent": "refund"}
        {"text": "give me a refund", "intent": "refund"}

        """;

    private const string Parcels = """
        {"text": "where is my parcel", "intent": "parcel"}
        {"text": "when will it arrive", "intent": "parcel"}
        {"text": "track my delivery", "intent": "parcel"}
        {"text": "has it been shipped", "intent": "parcel"}
        {"text": "my package is late", "intent": "parcel"}
        {"text": "good morning", "intent": "none"}

        """;

    [Fact]
    public async Task LabelledQuestionsBecomeAFileAndTheBlockThatNamesIt()
    {
        using var bench = new Workbench();
        bench.Write("asked.jsonl", Refunds + Parcels);
        var run = await bench.RunAsync("train", "intents", "asked.jsonl", "--out", "desk.intents");

        Assert.Equal((0, ""), (run.Code, run.Error));
        Assert.Contains("10 questions of 2 intents. Of 2 held out,", run.Out, StringComparison.Ordinal);
        Assert.Contains("intents desk {\n  trained: \"desk.intents\"\n  intent parcel { }\n  intent refund { }\n}", run.Out, StringComparison.Ordinal);
        using var file = File.OpenRead(Path.Combine(bench.Folder, "desk.intents"));
        Assert.Equal(["parcel", "refund"], TrainedHeadFile.Read(file).Names);
    }

    [Theory]
    [InlineData(Refunds, "desk.intents", "at least two intents")]
    [InlineData(Refunds + "{\"text\": \"where\", \"intent\": \"parcel\"}\n", "desk.intents", "'parcel' has 1 questions")]
    [InlineData(Refunds + "where is my parcel\n", "desk.intents", "asked.jsonl(6): each line must be")]
    [InlineData(Refunds + Parcels, "desk.json", "ends in .intents")]
    public async Task WhatCannotBeTrainedOnIsOneLineThatSaysWhy(string questions, string output, string message)
    {
        using var bench = new Workbench();
        bench.Write("asked.jsonl", questions);
        var run = await bench.RunAsync("train", "intents", "asked.jsonl", "--out", output);

        Assert.Equal(2, run.Code);
        Assert.Contains(message, run.Error, StringComparison.Ordinal);
    }
}
