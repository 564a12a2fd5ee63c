using System.CommandLine;
using OptPolicy.Compression.Models;
using OptPolicy.Kernels.Architectures;
using OptPolicy.Kernels.Tokenization;

namespace OptPolicy.Compression.Tool.Commands;

/// <summary>The dimensions of a new model.</summary>
internal sealed class ShapeOptions
{
    private readonly Option<int> _hidden = Dimension("--hidden", "Width of the residual stream.", 256);
    private readonly Option<int> _layers = Dimension("--layers", "Transformer layers.", 8);
    private readonly Option<int> _heads = Dimension("--heads", "Query heads.", 8);
    private readonly Option<int> _keyValueHeads = Dimension("--kv-heads", "Key/value heads; a divisor of the query heads.", 2);
    private readonly Option<int> _headDimension = Dimension("--head-dimension", "Width of a head.", 32);
    private readonly Option<int> _feedForward = Dimension("--feed-forward", "Width of the feed-forward part.", 640);
    private readonly Option<int> _context = Dimension("--context", "Most tokens of a sequence.", 512);

    public void AddTo(Command command)
    {
        foreach (var option in new[] { _hidden, _layers, _heads, _keyValueHeads, _headDimension, _feedForward, _context })
            command.Add(option);
    }

    public LlamaConfig Read(ParseResult parsed, Tokenizer tokenizer) => new()
    {
        Shape = new LlamaShape
        {
            VocabularySize = tokenizer.VocabularySize,
            HiddenSize = parsed.GetRequiredValue(_hidden),
            Layers = parsed.GetRequiredValue(_layers),
            Heads = parsed.GetRequiredValue(_heads),
            KeyValueHeads = parsed.GetRequiredValue(_keyValueHeads),
            HeadDimension = parsed.GetRequiredValue(_headDimension),
            FeedForwardSize = parsed.GetRequiredValue(_feedForward),
            ContextTokens = parsed.GetRequiredValue(_context),
        },
        EndTokens = [.. new[] { tokenizer.Find("<|im_end|>"), tokenizer.Find("<|endoftext|>") }.OfType<int>()],
    };

    private static Option<int> Dimension(string name, string description, int value) => new(name) { Description = description, DefaultValueFactory = _ => value };
}
