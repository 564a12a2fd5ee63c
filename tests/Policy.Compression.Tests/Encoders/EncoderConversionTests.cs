using OptPolicy.Compression.Checkpoints;
using OptPolicy.Compression.Data.Texts;
using OptPolicy.Compression.Models;
using OptPolicy.Compression.Training.Encoders;
using OptPolicy.Kernels.Conversion;
using OptPolicy.Kernels.Embedding;
using OptPolicy.Kernels.Models;
using OptPolicy.Kernels.Tokenization;
using TorchSharp;
using static TorchSharp.torch;

namespace OptPolicy.Compression.Tests.Encoders;

/// <summary>What is trained is what runs: an encoder through the converter and ONNX Runtime against the trainer's own forward pass.</summary>
public sealed class EncoderConversionTests : EncoderTest
{
    private static readonly string[] Texts = ["open the door", "send that book again today", "close"];

    [Fact]
    public void ConvertedEncoderGivesTheTrainersVectors()
    {
        using var model = Spread(new BertModel(Small, seed: 4));
        using var vectors = EncoderEvaluation.Vectors(model, TextRows.Of(Texts, Words, padding: 0, tokensMax: 24));
        using var generator = OnnxEmbeddingGenerator.Open(Convert(model));

        for (var i = 0; i < Texts.Length; i++)
        {
            var vector = new float[generator.Dimensions];
            generator.Generate(Texts[i], vector, TestContext.Current.CancellationToken);
            AssertNear(vectors[i].data<float>().ToArray(), vector);
        }
    }

    [Fact]
    public void ConvertedClassifierGivesTheTrainersProbabilitiesOfPairs()
    {
        using var model = Spread(new BertModel(Small with { Labels = ["different", "same"] }, seed: 4));
        (string First, string Second)[] pairs = [("open the door", "close the door"), ("read a letter now", "read a letter"), ("send my file", "send my file please")];
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        var rows = TextRows.Of(pairs, Words, padding: 0, tokensMax: 24);
        model.eval();
        var wanted = nn.functional.softmax(model.Logits(rows.Batch([0, 1, 2], CPU)), -1);
        using var classifier = OnnxTextClassifier.Open(Convert(model));

        Assert.Equal(["different", "same"], classifier.Labels);
        for (var i = 0; i < pairs.Length; i++)
        {
            var given = classifier.Classify(pairs[i].First, pairs[i].Second, TestContext.Current.CancellationToken).Select(l => (float)l.Probability).ToArray();
            AssertNear(wanted[i].data<float>().ToArray(), given);
        }

        Assert.NotEqual(classifier.Probability("open the door", "close the door", "same"), classifier.Probability("close the door", "open the door", "same"), 1e-6);
    }

    [Fact]
    public void ClassifierIsToldWhichWordsItsTextsShare()
    {
        using var body = Spread(new BertModel(Small, seed: 4));
        var folder = Path.Combine(Folder, "body");
        EncoderModelFolder.Save(body, folder);
        using var model = Spread(EncoderModelFolder.LoadBody(folder, ["different", "same"], dropout: 0, seed: 4, types: TextPairTypes.SharedWords));
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        var types = model.Weights().Single(w => w.Name.EndsWith("token_type_embeddings.weight", StringComparison.Ordinal)).Weight;
        Assert.Equal(types[0].data<float>().ToArray(), types[5].data<float>().ToArray());

        for (var type = 0; type < TextPairTypes.SharedWords; type++)
            types[type].mul_(type + 1);
        (string First, string Second)[] pairs = [("open the door", "the door open"), ("open the door", "open the door")];
        var rows = TextRows.Of(pairs, Words, padding: 0, tokensMax: 24, types: TextPairTypes.SharedWords);
        model.eval();
        var wanted = nn.functional.softmax(model.Logits(rows.Batch([0, 1], CPU)), -1);
        using var classifier = OnnxTextClassifier.Open(Convert(model));
        for (var i = 0; i < pairs.Length; i++)
            AssertNear(wanted[i].data<float>().ToArray(), [.. classifier.Classify(pairs[i].First, pairs[i].Second, TestContext.Current.CancellationToken).Select(l => (float)l.Probability)]);
    }

    [Fact]
    public void SecondTextIsToldFromTheFirst()
    {
        using var model = Spread(new BertModel(Small with { Labels = ["different", "same"] }, seed: 4));
        using var classifier = OnnxTextClassifier.Open(Convert(model));

        var together = classifier.Classify("open the door [SEP] close the door");
        var apart = classifier.Classify("open the door", "close the door", TestContext.Current.CancellationToken);

        Assert.NotEqual(together[1].Probability, apart[1].Probability, 1e-4);
    }

    [Fact]
    public void EncoderIsNotOpenedAsTheOtherKind()
    {
        using var encoder = new BertModel(Small, seed: 4);
        var folder = Convert(encoder);
        Assert.Contains("not a classifier", Assert.Throws<LocalModelException>(() => OnnxTextClassifier.Open(folder)).Message, StringComparison.Ordinal);

        using var model = new BertModel(Small with { Labels = ["no", "yes"] }, seed: 4);
        var other = Convert(model, "classifier");
        Assert.Contains("gives no vectors", Assert.Throws<LocalModelException>(() => OnnxEmbeddingGenerator.Open(other)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void SavedEncoderIsReadBackWithOrWithoutAHead()
    {
        using var model = Spread(new BertModel(Small, seed: 4));
        EncoderModelFolder.Save(model, Folder);

        using var again = EncoderModelFolder.Load(Folder);
        using var headed = EncoderModelFolder.LoadBody(Folder, ["no", "yes"], dropout: 0.2, seed: 1);

        Assert.Equal(Values(model), Values(again));
        float[] body = [.. headed.Weights().Where(w => w.Name.StartsWith("bert.e", StringComparison.Ordinal)).Select(w => w.Weight.sum().item<float>())];
        Assert.Equal(Values(model), body);
        Assert.Equal(0.2, headed.Config.Dropout);
        static float[] Values(BertModel of) => [.. of.Weights().Select(w => w.Weight.sum().item<float>())];
    }

    private string Convert(BertModel model, string name = "converted")
    {
        var (source, converted) = (Path.Combine(Folder, name + "-source"), Path.Combine(Folder, name));
        EncoderModelFolder.Save(model, source);
        File.WriteAllBytes(Path.Combine(source, TokenizerFile.FileName), TokenizerJson);
        ModelConverter.Convert(source, converted, new ConversionOptions { Format = WeightFormat.Fp32 });
        return converted;
    }

    private static void AssertNear(float[] expected, float[] actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (var i = 0; i < expected.Length; i++)
            Assert.Equal(expected[i], actual[i], 1e-4f);
    }
}
