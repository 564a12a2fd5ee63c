using System.Text.Json.Nodes;
using OptPolicy.Kernels.Models;
using OptPolicy.Kernels.Tokenization;

namespace OptPolicy.Kernels.Tests.Tokenization;

public sealed class TokenizerFileTests
{
    [Fact]
    public void MissingFileIsNamedWithWhatToDo()
    {
        var folder = Directory.CreateTempSubdirectory("optpolicy-tokenizer");
        var error = Assert.Throws<LocalModelException>(() => TokenizerFile.Load(folder.FullName));
        Assert.Contains(Path.Combine(folder.FullName, "tokenizer.json"), error.Message, StringComparison.Ordinal);
        Assert.Contains("beside its weights", error.Message, StringComparison.Ordinal);
        folder.Delete(recursive: true);
    }

    [Fact]
    public void FolderAndFileLoadTheSameTokenizer()
    {
        var folder = Directory.CreateTempSubdirectory("optpolicy-tokenizer");
        var file = Path.Combine(folder.FullName, "tokenizer.json");
        File.WriteAllText(file, TinyTokenizers.ByteLevel(["a b"]).ToJsonString());
        Assert.Equal(TokenizerFile.Load(file).Fingerprint, TokenizerFile.Load(folder.FullName).Fingerprint);
        folder.Delete(recursive: true);
    }

    [Theory]
    [InlineData("""{"normalizer":{"type":"Klingon"}}""", "normalizer", "Klingon")]
    [InlineData("""{"pre_tokenizer":{"type":"UnicodeScripts"}}""", "pre_tokenizer", "UnicodeScripts")]
    [InlineData("""{"pre_tokenizer":{"type":"Sequence","pretokenizers":[{"type":"Digits"},{"type":"Odd"}]}}""", "pre_tokenizer.pretokenizers[1]", "Odd")]
    [InlineData("""{"pre_tokenizer":{"type":"Split","pattern":{"Regex":"(a"},"behavior":"Isolated"}}""", "pre_tokenizer.pattern", "(a")]
    [InlineData("""{"post_processor":{"type":"Odd"}}""", "post_processor", "Odd")]
    [InlineData("""{"decoder":{"type":"CTC"}}""", "decoder", "CTC")]
    [InlineData("""{"model":{"type":"Odd","vocab":{}}}""", "model", "Odd")]
    public void UnknownPartIsNamed(string parts, string place, string name)
    {
        var file = TinyTokenizers.Words(["?"]);
        foreach (var (key, part) in JsonNode.Parse(parts)!.AsObject().ToArray())
            file[key] = part!.DeepClone();
        var error = Assert.Throws<LocalModelException>(() => TinyTokenizers.Parse(file));
        Assert.StartsWith($"tokenizer.json: {place}", error.Message, StringComparison.Ordinal);
        Assert.Contains(name, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "is not valid JSON")]
    [InlineData("{", "is not valid JSON")]
    [InlineData("[]", "no \"model\"")]
    [InlineData("""{"model":{"type":"BPE","vocab":{"a":0},"merges":["a b"]}}""", "merges \"a\" and \"b\"")]
    [InlineData("""{"model":{"type":"BPE","vocab":{"a":0},"merges":[7]}}""", "not a pair")]
    [InlineData("""{"model":{"type":"BPE","vocab":{"a":-1},"merges":[]}}""", "the id -1")]
    [InlineData("""{"model":{"type":"WordPiece","vocab":{"a":0}}}""", "unk_token")]
    [InlineData("""{"model":{"type":"Unigram","unk_id":3,"vocab":[["a",-1]]}}""", "unk_id")]
    [InlineData("""{"model":{"type":"Unigram","vocab":[7]}}""", "shape")]
    public void BrokenFileIsRefused(string json, string complaint)
    {
        var error = Assert.Throws<LocalModelException>(() => TokenizerFile.Parse(System.Text.Encoding.UTF8.GetBytes(json)));
        Assert.StartsWith("tokenizer.json: ", error.Message, StringComparison.Ordinal);
        Assert.Contains(complaint, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void FingerprintIgnoresLayoutAndSeesEveryId()
    {
        var file = TinyTokenizers.ByteLevel(["a b", "ab c"]);
        var pairs = file.DeepClone();
        pairs["model"]!["merges"] = JsonNode.Parse("""[["a","b"],["ab","c"]]""");
        pairs["decoder"] = null;
        var swapped = TinyTokenizers.ByteLevel(["ab c", "a b"]);
        var added = TinyTokenizers.ByteLevel(["a b", "ab c"], new { id = 258, content = "<x>", special = true });
        var fingerprint = TinyTokenizers.Parse(file).Fingerprint;
        Assert.Equal(fingerprint, TinyTokenizers.Parse(pairs).Fingerprint);
        Assert.NotEqual(fingerprint, TinyTokenizers.Parse(swapped).Fingerprint);
        Assert.NotEqual(fingerprint, TinyTokenizers.Parse(added).Fingerprint);
    }

    [Fact]
    public void LowestRankMergesFirstAndLeftmostOfEquals()
    {
        var tokenizer = TinyTokenizers.Parse(TinyTokenizers.ByteLevel(["b c", "a b", "a a"]));
        Assert.Equal(["a", "bc"], Spellings(tokenizer, "abc"));
        Assert.Equal(["aa", "a"], Spellings(tokenizer, "aaa"));
    }

    [Fact]
    public void LongWordMergesAsShortOnesDo()
    {
        var tokenizer = TinyTokenizers.Parse(TinyTokenizers.ByteLevel(["a b", "c a", "ab c", "abc abc"]));
        var unit = string.Concat(Enumerable.Repeat("abc", 12));
        Assert.Equal(
            [.. Enumerable.Repeat(tokenizer.Encode(unit), 100).SelectMany(ids => ids)],
            tokenizer.Encode(string.Concat(Enumerable.Repeat(unit, 100))));
    }

    [Fact]
    public void MegabyteOfOneLetterIsOneWord()
    {
        var tokenizer = TinyTokenizers.Parse(TinyTokenizers.ByteLevel(["a a", "aa aa"]));
        var ids = tokenizer.Encode(new string('a', 1 << 20));
        Assert.Equal(1 << 18, ids.Length);
        Assert.All(ids, id => Assert.Equal(tokenizer.Find("aaaa"), id));
    }

    private static string[] Spellings(Tokenizer tokenizer, string text) => [.. tokenizer.Encode(text).Select(id => tokenizer.Decode([id]))];
}
