using System.Text.Json;
using System.Text.RegularExpressions;
using BenchmarkDotNet.Attributes;
using Microsoft.ML.Tokenizers;
using OptPolicy.Kernels.Tokenization;
using OptPolicy.Kernels.Tokenization.PreTokenization;
using OptPolicy.Kernels.Tokenization.Training;

namespace OptPolicy.Benchmarks.Tokenization;

/// <summary>
/// Text to ids and back with the same byte-level vocabulary (8192 entries learned from this project's documentation, which is also
/// the text): ours, and Microsoft.ML.Tokenizers fed with the parts of the same file.
/// </summary>
[MemoryDiagnoser]
public class TokenizerBenchmarks
{
    private readonly List<int> _output = [];
    private string _text = null!;
    private string _word = null!;
    private int[] _ids = null!;
    private Kernels.Tokenization.Tokenizer _ours = null!;
    private BpeTokenizer _library = null!;

    [GlobalSetup]
    public void Setup()
    {
        var files = Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "Texts"), "*.md", SearchOption.AllDirectories);
        _text = string.Join('\n', files.Order(StringComparer.Ordinal).Select(File.ReadAllText));
        _word = new string('a', 100_000);
        var json = TokenizerTrainer.TrainByteLevel([_text], new TokenizerTraining { VocabularySize = 8192 });
        _ours = TokenizerFile.Parse(json);
        _library = Library(json);
        _ids = _ours.Encode(_text);
        if (!_ids.SequenceEqual(_library.EncodeToIds(_text)))
            throw new InvalidOperationException("The two tokenizers differ, so their times do not compare.");
    }

    [Benchmark(Baseline = true)]
    public int Encode()
    {
        _output.Clear();
        _ours.Encode(_text, _output);
        return _output.Count;
    }

    [Benchmark]
    public int EncodeWithMicrosoftTokenizers() => _library.EncodeToIds(_text).Count;

    [Benchmark]
    public string Decode() => _ours.Decode(_ids);

    [Benchmark]
    public string? DecodeWithMicrosoftTokenizers() => _library.Decode(_ids);

    /// <summary>One word of 100,000 letters, the worst case of merging.</summary>
    [Benchmark]
    public int EncodeLongWord()
    {
        _output.Clear();
        _ours.Encode(_word, _output);
        return _output.Count;
    }

    [Benchmark]
    public int Stream()
    {
        var detokenizer = new IncrementalDetokenizer(_ours);
        var length = 0;
        foreach (var id in _ids)
            length += detokenizer.Append(id).Length;
        return length + detokenizer.Complete().Length;
    }

    private static BpeTokenizer Library(byte[] json)
    {
        var model = JsonDocument.Parse(json).RootElement.GetProperty("model");
        return BpeTokenizer.Create(new BpeOptions(model.GetProperty("vocab").EnumerateObject().Select(entry => KeyValuePair.Create(entry.Name, entry.Value.GetInt32())))
        {
            Merges = model.GetProperty("merges").EnumerateArray().Select(pair => $"{pair[0]} {pair[1]}"),
            ByteLevel = true,
            PreTokenizer = new RegexPreTokenizer(new Regex(KnownPatterns.QwenText, RegexOptions.Compiled | RegexOptions.CultureInvariant, TimeSpan.FromMinutes(1)), specialTokens: null),
        });
    }
}
