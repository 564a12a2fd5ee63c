using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using OptPolicy.Kernels.Tokenization;

namespace OptPolicy.Kernels.Tests.Tokenization;

/// <summary>
/// Ids and texts equal those of the reference implementation: live where node and its packages are, and else (or as well) by the
/// hashes in parity.golden.json, which the live test confirms and, with UPDATE_GOLDEN=1, writes.
/// </summary>
public sealed class ParityTests
{
    private static readonly string[] Texts = JsonSerializer.Deserialize<string[]>(File.ReadAllText(Path.Combine(Folder, "texts.json")))!;
    private static readonly IReadOnlyDictionary<string, System.Text.Json.Nodes.JsonNode> Kinds = ParityTokenizers.Build(Texts);
    private static readonly string GoldenFile = Path.Combine(Folder, "parity.golden.json");

    internal static string Folder => Path.GetDirectoryName(SourceFile())!;

    public static TheoryData<string> Names => new(Kinds.Keys);

    [Theory]
    [MemberData(nameof(Names))]
    public void IdsAndTextsAreThoseOfTheReference(string kind)
    {
        var tokenizer = TinyTokenizers.Parse(Kinds[kind]);
        var golden = JsonSerializer.Deserialize<Dictionary<string, string[]>>(File.ReadAllText(GoldenFile))!;
        Assert.Equal(golden[kind], Texts.Select(text => Hash(Result.Of(tokenizer, text))));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void StreamedFragmentsAddUpToTheWholeText(string kind)
    {
        var tokenizer = TinyTokenizers.Parse(Kinds[kind]);
        Assert.All(Texts, text =>
        {
            var ids = tokenizer.Encode(text, addSpecialTokens: true);
            foreach (var skip in (bool[])[true, false])
            {
                var detokenizer = new IncrementalDetokenizer(tokenizer, skip);
                var fragments = ids.Select(detokenizer.Append).Append("").ToArray();
                fragments[^1] = detokenizer.Complete();
                Assert.Equal(tokenizer.Decode(ids, skip), string.Concat(fragments));
                Assert.DoesNotContain(fragments, fragment => fragment.Length > 0 && (char.IsHighSurrogate(fragment[^1]) || char.IsLowSurrogate(fragment[0])));
            }
        });
    }

    [Fact]
    public async Task GoldenHashesAreTheReferencesOwn()
    {
        var folder = Directory.CreateTempSubdirectory("optpolicy-parity");
        var files = Kinds.Values.Select((file, index) =>
        {
            var path = Path.Combine(folder.FullName, $"{index}.json");
            File.WriteAllText(path, file.ToJsonString());
            return path;
        }).ToArray();
        var answers = await Oracle.AskAsync(new { tokenizers = files, texts = Texts });
        folder.Delete(recursive: true);

        var hashes = Kinds.Keys.Zip(answers.EnumerateArray()).ToDictionary(
            pair => pair.First, pair => pair.Second.EnumerateArray().Select(answer => Hash(Result.Of(answer))).ToArray(), StringComparer.Ordinal);
        if (Environment.GetEnvironmentVariable("UPDATE_GOLDEN") == "1")
            await File.WriteAllTextAsync(GoldenFile, JsonSerializer.Serialize(hashes, new JsonSerializerOptions { WriteIndented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }) + "\n", TestContext.Current.CancellationToken);
        foreach (var (kind, answer) in Kinds.Keys.Zip(answers.EnumerateArray()))
        {
            var tokenizer = TinyTokenizers.Parse(Kinds[kind]);
            Assert.All(Texts.Zip(answer.EnumerateArray()), pair => Assert.Equal((kind, Result.Of(pair.Second)), (kind, Result.Of(tokenizer, pair.First))));
        }

        Assert.Equal(JsonSerializer.Deserialize<Dictionary<string, string[]>>(await File.ReadAllTextAsync(GoldenFile, TestContext.Current.CancellationToken)), hashes);
    }

    private static string Hash(Result result) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(result.ToString())).AsSpan(0, 4));

    private sealed record Result(string Plain, string Framed, string Decoded, string DecodedWithoutSpecial)
    {
        public static Result Of(Tokenizer tokenizer, string text)
        {
            var (plain, framed) = (tokenizer.Encode(text), tokenizer.Encode(text, addSpecialTokens: true));
            return new Result(string.Join(' ', plain), string.Join(' ', framed), tokenizer.Decode(plain, skipSpecialTokens: false), tokenizer.Decode(framed));
        }

        public static Result Of(JsonElement answer) => new(
            string.Join(' ', answer.GetProperty("plain").EnumerateArray()),
            string.Join(' ', answer.GetProperty("framed").EnumerateArray()),
            answer.GetProperty("decoded").GetString()!,
            answer.GetProperty("decodedWithoutSpecial").GetString()!);
    }

    private static string SourceFile([CallerFilePath] string path = "") => path;
}
