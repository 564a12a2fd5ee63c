using OptPolicy.Compression.Data;
using OptPolicy.Kernels.Tokenization;
using OptPolicy.Kernels.Tokenization.Training;

namespace OptPolicy.Compression.Tests.Data;

public sealed class ChatCorpusTests
{
    private static readonly Conversation[] Chats =
    [
        Chat("play hey jude by the beatles", new("PlayMusic", [new("track", "hey jude"), new("artist", "the beatles")])),
        Chat("put on a song by queen", new("PlayMusic", [new("music_item", "song"), new("artist", "queen")])),
        Chat("rate this book 5 of 5", new("RateBook", [new("object_type", "book"), new("rating_value", "5")])),
        new([new("user", "how are you"), new("assistant", "Well.")]),
    ];

    private static Tokenizer Tokenizer { get; } = TokenizerFile.Parse(TokenizerTrainer.TrainByteLevel(
        Chats.Select(c => c.ToChatMarkup()), new TokenizerTraining { VocabularySize = 400, SpecialTokens = ["<|endoftext|>", "<|im_start|>", "<|im_end|>"], JoinsSpacesLast = true }));

    [Fact]
    public void OnlyAnswersAndAShareOfQuestionsCount()
    {
        var row = new ConversationRows(Tokenizer, promptWeight: 0.25f, tokensMax: 200).Row(Chats[3]);
        var expected = string.Concat(row.Tokens.Zip(row.Weights).Where(t => t.Second == 1).Select(t => Tokenizer.Decode([t.First], skipSpecialTokens: false)));

        Assert.Equal("Well.<|im_end|>", expected);
        Assert.Equal("how are you<|im_end|>", string.Concat(row.Tokens.Zip(row.Weights).Where(t => t.Second == 0.25f).Select(t => Tokenizer.Decode([t.First], skipSpecialTokens: false))));
        Assert.Equal(Chats[3].ToChatMarkup().TrimEnd('\n'), Tokenizer.Decode([.. row.Tokens], skipSpecialTokens: false));
        Assert.Equal(Tokenizer.Encode(Chats[3].ToChatMarkup().TrimEnd('\n')), row.Tokens);
    }

    [Fact]
    public void VariedCallsStillSayWhatTheUserSaid()
    {
        var swaps = new ArgumentSwaps(Chats, new ValueVariation(Share: 1, InventedShare: 0.3));
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var seed = 0UL; seed < 60; seed++)
        {
            for (var i = 0; i < Chats.Length; i++)
            {
                var varied = swaps.Vary(i, seed);
                seen.Add(varied.Messages[0].Content);
                Assert.Equal(varied.ToChatMarkup(), swaps.Vary(i, seed).ToChatMarkup());
                if (ToolCall.TryParse(varied.Messages[^1].Content, out var call))
                    Assert.All(call.Arguments, a => Assert.Contains($" {a.Value} ", $" {varied.Messages[0].Content} ", StringComparison.Ordinal));
            }
        }

        Assert.Contains("play hey jude by queen", seen);
        Assert.Contains("put on a song by the beatles", seen);
        Assert.Contains("how are you", seen);
        // "5" stands twice in the question, so which one was meant is not known.
        Assert.DoesNotContain(seen, s => s.StartsWith("rate", StringComparison.Ordinal) && !s.EndsWith("5 of 5", StringComparison.Ordinal));
    }

    [Fact]
    public void KnownValuesTakeTurnsWithOtherUsers()
    {
        var path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        File.WriteAllLines(path, ["""{"argument":"artist","value":"abba"}""", "", """{"argument":"city","value":"oslo"}"""]);
        try
        {
            var swaps = new ArgumentSwaps(Chats, new ValueVariation(Share: 1, InventedShare: 0) { Known = KnownValues.Read([path]) });
            var artists = Enumerable.Range(0, 200).Select(seed => swaps.Vary(1, (ulong)seed).Messages[0].Content).ToHashSet(StringComparer.Ordinal);
            Assert.Subset(artists, new HashSet<string>(["put on a song by abba", "put on a song by queen", "put on a song by the beatles"], StringComparer.Ordinal));
            Assert.DoesNotContain(artists, s => s.Contains("oslo", StringComparison.Ordinal));

            File.WriteAllText(path, """{"argument":"artist"}""");
            Assert.Contains($"{path}:1: 'value' is missing", Assert.Throws<TrainingDataException>(() => KnownValues.Read([path])).Message, StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void EpochReadsItsShareAndTheNextGoesOnBehindIt()
    {
        var source = new ConversationSource([.. Enumerable.Repeat(Chats[0], 10)], 0.4);
        Assert.Equal([0, 1, 2, 3], source.IndicesOf(0));
        Assert.Equal([8, 9, 0, 1], source.IndicesOf(2));
    }

    [Fact]
    public void EveryRowIsReadOnceAnEpochWhicheverStepComesFirst()
    {
        var rows = Enumerable.Range(0, 23).Select(i => new TrainingRow([.. Enumerable.Repeat(i, 2 + i % 5)], [.. Enumerable.Repeat(1f, 2 + i % 5)])).ToArray();
        RowPlan Plan() => new(_ => rows, rows: 4, seed: 9);
        var plan = Plan();
        var steps = Enumerable.Range(0, 15).Select(step => plan.RowsOf(step).Select(r => r.Tokens[0]).ToArray()).ToArray();

        foreach (var epoch in steps.Chunk(5))
            Assert.Equal(20, epoch.SelectMany(s => s).Distinct().Count());
        Assert.Equal(steps[12], Plan().RowsOf(12).Select(r => r.Tokens[0]));
        Assert.NotEqual(steps[0], steps[5]);
    }

    [Fact]
    public void BatchPredictsOnlyWhatCounts()
    {
        var batch = RowBatch.Of([new([7, 8, 9], [0, 0, 1]), new([1, 2, 3, 4], [1, 0.5f, 0, 1])]);

        Assert.Equal((2, 3), (batch.Rows, batch.Length));
        Assert.Equal([7, 8, 0, 1, 2, 3], batch.Tokens);
        Assert.Equal([1, 3, 5], batch.Positions);
        Assert.Equal([9, 2, 4], batch.Targets);
        Assert.Equal([1, 0.5f, 1], batch.Weights);
    }

    private static Conversation Chat(string question, ToolCall call) => new([new("user", question), new("assistant", call.ToMarkup())]);
}
