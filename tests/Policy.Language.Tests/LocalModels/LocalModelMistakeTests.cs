using OptPolicy.Language.Tests.Binding;
using OptPolicy.Language.Text;

namespace OptPolicy.Language.Tests.LocalModels;

public class LocalModelMistakeTests
{
    private const string Folder = """{ "version": 1, "spec": { "format": "Q4", "hasCanonicalAttention": true, "contextTokens": 2048 } }""";

    [Theory]
    [InlineData("devices: [gpu]", "OPT2016", "gpu")]
    [InlineData("device.fallback: cuda", "OPT2016", "cuda")]
    [InlineData("lanes: 0", "OPT3003", "0")]
    [InlineData("kv_memory: 512", "OPT3001", "512")]
    [InlineData("speculate with medusa", "OPT2016", "medusa")]
    [InlineData("speculate with draft", "OPT2020", "draft")]
    [InlineData("speculate with eagle(\"models/other\")", "OPT9020", "\"models/other\"")]
    [InlineData("speculate with ngram {\n lookahead: 2..40\n }", "OPT3003", "40")]
    [InlineData("speculate with ngram {\n lossless: maybe\n }", "OPT2016", "maybe")]
    [InlineData("speculate with ngram {\n disable when acceptance > 40%\n }", "OPT3008", ">")]
    [InlineData("speculate with ngram {\n disable when latency.p95 < 2s\n }", "OPT2016", "latency.p95")]
    [InlineData("endpoint: \"https://llm.example.com/v1\"", "OPT2036", "endpoint")]
    [InlineData("devices: [cpu, npu]", "OPT4026", "npu")]
    [InlineData("supports: [json, audio, vision]", "OPT4025", "audio")]
    [InlineData("speculate with draft(\"models/desk/\")", "OPT4027", "\"models/desk/\"")]
    [InlineData("speculate with draft(\"models/other\")", "OPT9020", "\"models/other\"")]
    public void MistakeIsReportedOnceAtItsPlace(string line, string code, string at)
    {
        var content = With(line);
        var diagnostic = Assert.Single(Compile(content, Folder).Diagnostics);

        Assert.Equal((code, at), (diagnostic.Code, content.Substring(diagnostic.Span.Start, diagnostic.Span.Length)));
    }

    [Theory]
    [InlineData("speculate with ngram", "lossless: preferred")]
    [InlineData("speculate with ngram {\n    lookahead: 4\n  }", "lossless: preferred")]
    [InlineData("speculate with ngram {\n    lossless: required\n  }", "lossless: preferred")]
    public void InexactFolderIsAnErrorWithAFixWhereverTheSettingGoes(string statement, string expected)
    {
        const string Inexact = """{ "spec": { "quantizesActivationsPerTensor": true } }""";
        var content = With(statement);
        var diagnostic = Assert.Single(Compile(content, Inexact).Diagnostics);

        Assert.Equal("OPT4028", diagnostic.Code);
        var repaired = Compiling.ApplyFix(content, diagnostic);
        Assert.Contains(expected, repaired, StringComparison.Ordinal);
        Assert.Empty(Compile(repaired, Inexact).Diagnostics);
    }

    [Fact]
    public void LocalModelGivesAConfidenceByItself()
    {
        var content = With("supports: [json]").Replace("otherwise use desk", "otherwise use both", StringComparison.Ordinal)
            .Replace("policy Desk {", "model big {\n  provider: client\n  price.input: $1/Mtok\n  price.output: $4/Mtok\n  context: 2ktok\n  max_output: 500tok\n  supports: [json]\n}\n\npolicy Desk {\n  cascade both {\n    try desk accept when confidence >= 80%\n    otherwise use big\n  }\n", StringComparison.Ordinal);

        Assert.Empty(Compile(content, Folder).Diagnostics);
    }

    [Fact]
    public void MissingPriceIsFilledInAsFree()
    {
        var content = With("lanes: 1").Replace("  price: free\n", "", StringComparison.Ordinal);
        var diagnostic = Assert.Single(Compile(content, Folder).Diagnostics);

        Assert.Equal("OPT2005", diagnostic.Code);
        Assert.Empty(Compile(Compiling.ApplyFix(content, diagnostic), Folder).Diagnostics);
    }

    private static PolicyCompilation Compile(string content, string manifest) =>
        PolicyCompiler.Compile([new PolicyText("test.optpolicy", content)], new ListedFolders(("models/desk", manifest), ("models/desk/", manifest)), TestContext.Current.CancellationToken);

    private static string With(string line) => $$"""
        optpolicy 1

        model desk {
          provider: onnx("models/desk")
          price: free
          context: 2ktok
          max_output: 500tok
          {{line}}
        }

        policy Desk {
          route {
            otherwise use desk
          }
        }

        """;
}
