using OptPolicy.Compression.Data;
using OptPolicy.Compression.Data.Texts;
using OptPolicy.Kernels.Embedding;

namespace OptPolicy.Compression.Tests.Encoders;

public sealed class TextDataTests : EncoderTest
{
    [Theory]
    [InlineData("""{"text": "a", "label": "x"}|{"text": "b"}""", ":2: 'label' is missing")]
    [InlineData("""{"text": "a", "label": "x"}||{"text": """, ":3: not JSON")]
    [InlineData("""{"text": "", "label": "x"}""", ":1: 'text' is missing or empty")]
    [InlineData("""{"text": ["a"], "label": "x"}""", ":1: 'text' is no text")]
    [InlineData("", "has no lines")]
    public void FaultyLineIsNamed(string lines, string expected)
    {
        var path = Write(lines.Replace('|', '\n'));
        var error = Assert.Throws<TrainingDataException>(() => LabelledText.Read(path));
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
        Assert.Contains(path, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"text": "a", "vector": [1, 2]}|{"text": "b", "vector": [1]}""", ":2: the vector has 1 numbers and those before it 2")]
    [InlineData("""{"text": "a", "vector": "AAAAAA"}""", ":1: 'vector' is neither")]
    [InlineData("""{"text": "a", "vector": []}""", ":1: 'vector' is empty")]
    public void FaultyVectorIsNamed(string lines, string expected) =>
        Assert.Contains(expected, Assert.Throws<TrainingDataException>(() => TextVector.Read(Write(lines.Replace('|', '\n')))).Message, StringComparison.Ordinal);

    [Fact]
    public void VectorsAreNumbersOrBase64()
    {
        var base64 = Convert.ToBase64String([.. BitConverter.GetBytes(1.5f), .. BitConverter.GetBytes(-2f)]);
        var read = TextVector.Read(Write($$"""{"text": "a", "vector": [1.5, -2]}{{'\n'}}{"text": "b", "vector": "{{base64}}"}"""));
        Assert.Equal(read[0].Vector, read[1].Vector);
    }

    [Fact]
    public void PairsSurviveAFile()
    {
        TextPair[] pairs = [new("Où est-ce?", "Where \"is\" it?", TextPair.Same, "made"), new("a", "b", TextPair.Different)];
        var path = Path.Combine(Folder, "pairs.jsonl");
        TextPair.Write(path, pairs);
        Assert.Equal(pairs, TextPair.Read(path));
    }

    [Fact]
    public void EpochVisitsEveryRowOnceAndKeepsLikeLengthsTogether()
    {
        var rows = TextRows.Of(Sentences, Words, padding: 0, tokensMax: 24);
        var plan = new TextPlan(rows, batch: 8, seed: 5);
        var epoch = Enumerable.Range(0, rows.Count / 8).Select(plan.RowsOf).ToArray();
        var next = Enumerable.Range(rows.Count / 8, rows.Count / 8).Select(plan.RowsOf).ToArray();

        Assert.Equal(Enumerable.Range(0, rows.Count), epoch.SelectMany(b => b).Order());
        Assert.NotEqual(epoch.SelectMany(b => b), next.SelectMany(b => b));
        Assert.True(epoch.Average(b => b.Max(rows.LengthOf) - b.Min(rows.LengthOf)) < 2);
        Assert.Equal(plan.RowsOf(3), new TextPlan(rows, batch: 8, seed: 5).RowsOf(3));
    }

    [Fact]
    public void EveryClassOfAContrastIsThereSeveralTimes()
    {
        int[] labels = [.. Enumerable.Range(0, 200).Select(i => i % 10)];
        var plan = new LabelPlan(labels, classes: 6, perClass: 3, seed: 2);
        for (var step = 0; step < 20; step++)
        {
            var rows = plan.RowsOf(step);
            Assert.Equal(18, rows.Distinct().Count());
            Assert.All(rows.GroupBy(r => labels[r]), group => Assert.Equal(3, group.Count()));
        }

        Assert.Equal(plan.RowsOf(7), plan.RowsOf(7));
        Assert.NotEqual(plan.RowsOf(7), plan.RowsOf(8));
    }

    [Fact]
    public void PairStandsBetweenSpecialTokensAndTheLongerTextIsCut()
    {
        var (begin, end) = (Words.Find("[CLS]")!.Value, Words.Find("[SEP]")!.Value);
        var (ids, second) = new TextPairTokens(Words, 24).Encode("open the door", "close");
        long[] expected = [begin, .. Words.Encode("open the door").Select(i => (long)i), end, .. Words.Encode("close").Select(i => (long)i), end];
        Assert.Equal(expected, ids);
        Assert.Equal(Words.Encode("open the door").Length + 2, second);

        var (cut, cutSecond) = new TextPairTokens(Words, 8).Encode("open the door again today please now", "close");
        Assert.Equal(8, cut.Length);
        Assert.Equal([.. Words.Encode("close").Select(i => (long)i), end], cut[cutSecond..]);
    }

    [Fact]
    public void ClassThatTrainingDidNotSeeIsNamed() =>
        Assert.Contains("'z'", Assert.Throws<TrainingDataException>(() => new LabelSet(["b", "a", "b"]).Of("z")).Message, StringComparison.Ordinal);

    private string Write(string text)
    {
        var path = Path.Combine(Folder, "data.jsonl");
        File.WriteAllText(path, text);
        return path;
    }
}
