using OptPolicy.Language.LocalModels;
using OptPolicy.Language.Semantics;
using OptPolicy.Language.Tests.Binding;
using OptPolicy.Language.Text;

namespace OptPolicy.Language.Tests.LocalModels;

public class LocalModelTests
{
    [Fact]
    public void ModelWithoutFurtherSettingsRunsOneLaneOnTheProcessorWithoutSpeculation()
    {
        var local = LocalOf("");

        Assert.Equal(new LocalModelDeclaration { Devices = ["cpu"] }, local);
    }

    [Fact]
    public void EverySettingReachesTheModel()
    {
        var local = LocalOf("""
              devices: [directml, cuda, cpu]
              device.fallback: error
              lanes: 3
              threads: 6
              kv_memory: 512MiB
              speculate with draft("models/tiny") {
                lookahead: 2..8
                lossless: preferred
                verification: rejection
                disable when acceptance < 40% after 256tok
              }
            """);

        Assert.Equal(
            new LocalModelDeclaration
            {
                Devices = ["directml", "cuda", "cpu"],
                IsStrict = true,
                Lanes = 3,
                Threads = 6,
                CacheBytes = 512L << 20,
                Speculation = new SpeculationDeclaration(DrafterKind.Draft, "models/tiny")
                {
                    MinLookahead = 2,
                    MaxLookahead = 8,
                    MustBeLossless = false,
                    UsesRejection = true,
                    DisableBelow = 0.4m,
                    DisableAfterTokens = 256,
                },
            },
            local);
    }

    [Theory]
    [InlineData("speculate with ngram", DrafterKind.Ngram, null, 1, 16)]
    [InlineData("speculate with ngram {\n lookahead: 4\n }", DrafterKind.Ngram, null, 4, 4)]
    public void SpeculationIsLosslessAndAdaptsUnlessItIsLimited(string statement, DrafterKind drafter, string? folder, int low, int high) =>
        Assert.Equal(new SpeculationDeclaration(drafter, folder) { MinLookahead = low, MaxLookahead = high }, LocalOf(statement).Speculation);

    [Fact]
    public void HostedModelHasNoLocalPart() =>
        Assert.Null(Compiling.Policy(Compiling.Models + "policy Desk {\n route {\n rule t when has_tools use mini\n otherwise use premium\n }\n}\n").Models[0].Local);

    [Fact]
    public void FolderFactsAreReadWhateverTheSpellingOfTheirNames()
    {
        var camel = Assert.IsType<ModelManifest>(ModelManifest.Parse("""{"Spec":{"QuantizesActivationsPerTensor":true,"contextTokens":2048}}"""));
        var snake = ModelManifest.Parse("""{"spec":{"quantizes_activations_per_tensor":true,"context_tokens":2048,"more":[1]}}""");

        Assert.Equal(2048, camel.ContextTokens);
        Assert.NotNull(camel.InexactBecause);
        Assert.Equal(camel, snake);
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{")]
    [InlineData("{}")]
    public void TextThatIsNoManifestSaysNothing(string text) => Assert.Null(ModelManifest.Parse(text));

    private static LocalModelDeclaration LocalOf(string settings) => Compiling.Policy($$"""
        optpolicy 1

        model desk {
          provider: onnx("models/desk")
          price: free
          context: 2ktok
          max_output: 500tok
        {{settings}}
        }

        policy Desk {
          route {
            otherwise use desk
          }
        }

        """).Models[0].Local!;
}
