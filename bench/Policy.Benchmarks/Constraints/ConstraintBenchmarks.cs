using System.Text.Json;
using BenchmarkDotNet.Attributes;
using OptPolicy.Kernels.Constraints;

namespace OptPolicy.Benchmarks;

/// <summary>What a JSON schema costs at each token of an answer, before and after its states were met.</summary>
[MemoryDiagnoser]
public class ConstraintBenchmarks
{
    private const string Schema = """
        {"type":"object","properties":{"name":{"type":"string"},"age":{"type":"integer","minimum":0,"maximum":150},"email":{"type":"string","format":"email"},
        "tags":{"type":"array","items":{"type":"string","maxLength":20},"maxItems":5},"kind":{"enum":["person","company","other"]},
        "address":{"anyOf":[{"type":"null"},{"type":"object","properties":{"street":{"type":"string"},"zip":{"type":"string","pattern":"^[0-9]{5}$"}},"required":["street","zip"]}]}},
        "required":["name","age","email","tags","kind","address"]}
        """;

    private static readonly JsonElement Parsed = JsonElement.Parse(Schema);

    private SyntheticTokenizer _tokenizer = null!;
    private TokenVocabulary _vocabulary = null!;
    private TokenGrammar _grammar = null!;
    private TokenSet _allowed = null!;
    private ITokenConstraint _inText = null!;
    private int[] _answer = null!;

    [Params(32_000, 128_000)]
    public int VocabularySize { get; set; }

    [GlobalSetup]
    public void Open()
    {
        _tokenizer = new SyntheticTokenizer(VocabularySize);
        _vocabulary = new TokenVocabulary(_tokenizer, [_tokenizer.End]);
        _grammar = new TokenGrammar(JsonGrammar.FromSchema(Parsed), _vocabulary);
        _allowed = new TokenSet(VocabularySize);
        _inText = _grammar.Start();
        _answer = _tokenizer.Encode("""{"name":"bo deno","age":42,"email":"bo@deno.org","tags":["ka","lo mi"],"kind":"person","address":{"street":"ra ri","zip":"12345"}}""");
        foreach (var token in _answer.AsSpan(0, 12))
            _inText.Advance(token);
        _inText.Fill(_allowed);
    }

    [Benchmark]
    public TokenVocabulary ReadVocabulary() => new(_tokenizer, [_tokenizer.End]);

    [Benchmark]
    public Grammar CompileSchema() => JsonGrammar.FromSchema(Parsed);

    /// <summary>A mask of a state that was met before.</summary>
    [Benchmark]
    public void FillKnownState() => _inText.Fill(_allowed);

    /// <summary>A whole answer of 127 tokens, nothing known: 127 masks, many of the same states.</summary>
    [Benchmark]
    public void FirstAnswer() => Walk(new TokenGrammar(_grammar.Grammar, _vocabulary));

    /// <summary>The same answer when all its states are known.</summary>
    [Benchmark]
    public void LaterAnswer() => Walk(_grammar);

    private void Walk(TokenGrammar grammar)
    {
        var constraint = grammar.Start();
        foreach (var token in _answer)
        {
            constraint.Fill(_allowed);
            constraint.Advance(token);
        }
    }
}
