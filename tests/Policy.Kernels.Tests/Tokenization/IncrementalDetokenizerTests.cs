using System.Text;
using OptPolicy.Kernels.Tokenization;

namespace OptPolicy.Kernels.Tests.Tokenization;

public sealed class IncrementalDetokenizerTests
{
    [Fact]
    public void CharacterLeavesWithItsLastByte()
    {
        var tokenizer = TinyTokenizers.Parse(TinyTokenizers.ByteLevel([]));
        var detokenizer = new IncrementalDetokenizer(tokenizer);
        Assert.Equal(["a", "", "", "", "👩", "b"], tokenizer.Encode("a👩b").Select(detokenizer.Append));
        Assert.Equal("", detokenizer.Complete());
    }

    [Fact]
    public void UnfinishedCharacterBecomesAReplacementAtTheEnd()
    {
        var tokenizer = TinyTokenizers.Parse(TinyTokenizers.ByteLevel([]));
        var detokenizer = new IncrementalDetokenizer(tokenizer);
        var ids = tokenizer.Encode("👩")[..3];
        Assert.Equal("", string.Concat(ids.Select(detokenizer.Append)));
        Assert.Equal("\uFFFD", detokenizer.Complete());
        Assert.Equal("\uFFFD", tokenizer.Decode(ids));
        Assert.Throws<InvalidOperationException>(() => detokenizer.Append(ids[0]));
    }

    [Fact]
    public void AnySequenceOfIdsStreamsToItsDecoding()
    {
        // Random ids make the broken UTF-8, stray continuation pieces and runs of byte tokens that texts do not.
        var random = new Random(7);
        foreach (var (kind, file) in ParityTokenizers.Build(["the cat and the dog", "naïve 日本 don't ."]))
        {
            var tokenizer = TinyTokenizers.Parse(file);
            for (var round = 0; round < 60; round++)
            {
                var ids = Enumerable.Range(0, random.Next(1, 12)).Select(_ => random.Next(tokenizer.VocabularySize)).ToArray();
                var detokenizer = new IncrementalDetokenizer(tokenizer);
                var text = new StringBuilder();
                foreach (var id in ids)
                    text.Append(detokenizer.Append(id));
                Assert.Equal((kind, tokenizer.Decode(ids)), (kind, text.Append(detokenizer.Complete()).ToString()));
            }
        }
    }

    [Fact]
    public void ForeignTokenizerStreamsTheBytesOfItsTokens()
    {
        var detokenizer = new IncrementalDetokenizer(new ByteTokenizer());
        Assert.Equal(["a", "", "é"], Encoding.UTF8.GetBytes("aé").Select(value => detokenizer.Append(value)));
        Assert.Equal(["", "\uFFFD"], new[] { detokenizer.Append(0xC3), detokenizer.Complete() });
    }

    /// <summary>The bytes are the ids.</summary>
    private sealed class ByteTokenizer : Tokenizer
    {
        private static readonly byte[] Bytes = [.. Enumerable.Range(0, 256).Select(value => (byte)value)];

        public override int VocabularySize => 256;

        public override string Fingerprint => "bytes";

        public override void Encode(ReadOnlySpan<char> text, IList<int> tokens, bool addSpecialTokens = false)
        {
            foreach (var value in Encoding.UTF8.GetBytes(text.ToArray()))
                tokens.Add(value);
        }

        public override string Decode(ReadOnlySpan<int> tokens, bool skipSpecialTokens = true) =>
            Encoding.UTF8.GetString(tokens.ToArray().Select(token => (byte)token).ToArray());

        public override ReadOnlySpan<byte> BytesOf(int token) => Bytes.AsSpan(token, 1);

        public override bool IsSpecial(int token) => false;

        public override int? Find(string token) => null;
    }
}
