using OptPolicy.Compression.Data;
using OptPolicy.Compression.Models;
using OptPolicy.Kernels.Tokenization;
using OptPolicy.Kernels.Tokenization.Training;
using TorchSharp;

namespace OptPolicy.Compression.Tests.Models;

public sealed class TokenMeaningsTests : TorchTest
{
    private static Tokenizer Tokenizer { get; } = TokenizerFile.Parse(TokenizerTrainer.TrainByteLevel(
        Enumerable.Repeat("play jazz and play rock", 9), new TokenizerTraining { VocabularySize = 290, SpecialTokens = ["<|endoftext|>"], JoinsSpacesLast = true }));

    [Fact]
    public void WordsGetTheirVectorsAndSpacedWordsAreNeighboursOfBareOnes()
    {
        var path = Path.Combine(Folder, "vectors.txt");
        File.WriteAllText(path, "play 4 0 1\njazz 0 2 0\nabsent 9 9 9\nrock -2 1 5\n");
        using var model = new LlamaModel(Tiny with { Shape = Tiny.Shape with { VocabularySize = Tokenizer.VocabularySize } }, seed: 1);
        var before = Row(model, " jazz");

        Assert.True(TokenMeanings.Fill(model, Tokenizer, WordVectorTable.Read(path, TokenMeanings.Words(Tokenizer))) >= 3);

        // The mean of the words' first numbers is 2/3; "play" lies above it, "rock" below.
        Assert.True(Row(model, "play")[0] > 0 && Row(model, "rock")[0] < 0);
        var offsets = new[] { "play", "jazz", "rock" }.Select(word => Row(model, " " + word).Zip(Row(model, word), (spaced, bare) => Math.Round(spaced - bare, 5)).ToArray()).ToArray();
        Assert.Equal(offsets[0], offsets[1]);
        Assert.Equal(offsets[0], offsets[2]);
        Assert.NotEqual(before, Row(model, " jazz"));
    }

    [Fact]
    public void WinkLayoutHoldsTheSameVectors()
    {
        var (lines, json) = (Path.Combine(Folder, "vectors.txt"), Path.Combine(Folder, "vectors.json"));
        File.WriteAllText(lines, "play 4 0 1\njazz 0 2 0\n");
        File.WriteAllText(json, """{"precision":8,"dimensions":3,"words":["play","jazz"],"vectors":{"play":[4,0,1,4.12,0],"absent":[1,2,3,0,1],"jazz":[0,2,0,2,2]},"unkVector":[0,0,0]}""");
        var words = new HashSet<string>(StringComparer.Ordinal) { "play", "jazz" };
        var (first, second) = (WordVectorTable.Read(lines, words), WordVectorTable.Read(json, words));

        Assert.Equal((2, 3), (second.Count, second.Dimensions));
        Assert.Equal(first.Find("play"), second.Find("play"));
        Assert.Null(second.Find("absent"));
    }

    [Fact]
    public void LineThatIsNoVectorIsNamed()
    {
        var path = Path.Combine(Folder, "vectors.txt");
        File.WriteAllText(path, "play 1 2\njazz 1 x\n");
        Assert.Contains(path + ":2:", Assert.Throws<TrainingDataException>(() => WordVectorTable.Read(path, new HashSet<string> { "play", "jazz" })).Message, StringComparison.Ordinal);
        Assert.Contains("none of the vocabulary's words", Assert.Throws<TrainingDataException>(() => WordVectorTable.Read(path, new HashSet<string> { "opera" })).Message, StringComparison.Ordinal);
    }

    private static float[] Row(LlamaModel model, string word)
    {
        using var scope = torch.NewDisposeScope();
        return model.Embed(torch.tensor(new long[] { Tokenizer.Encode(word).Single() }, [1, 1])).data<float>().ToArray();
    }
}
