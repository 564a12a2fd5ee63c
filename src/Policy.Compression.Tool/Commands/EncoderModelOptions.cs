using System.CommandLine;
using OptPolicy.Compression.Checkpoints;
using OptPolicy.Compression.Data;
using OptPolicy.Compression.Models;
using OptPolicy.Compression.Training;
using OptPolicy.Kernels.Architectures;
using OptPolicy.Kernels.Embedding;
using OptPolicy.Kernels.Models;
using OptPolicy.Kernels.Tokenization;

namespace OptPolicy.Compression.Tool.Commands;

/// <summary>Which encoder is trained: a new one, or one that is there; and what it runs on.</summary>
internal sealed class EncoderModelOptions
{
    private const string Padding = "[PAD]";
    private static readonly string[] TokenizerFiles = [TokenizerFile.FileName, "tokenizer_config.json"];

    private readonly Option<string?> _tokenizer = new("--tokenizer") { Description = "A folder with the tokenizer.json of a new encoder." };
    private readonly Option<string?> _start = new("--start-from") { Description = "An encoder's folder whose weights are the start." };
    private readonly Option<int> _hidden = Number("--hidden", "Width.", 256);
    private readonly Option<int> _layers = Number("--layers", "Transformer layers.", 4);
    private readonly Option<int> _heads = Number("--heads", "Attention heads.", 4);
    private readonly Option<int> _feedForward = Number("--feed-forward", "Width of the feed-forward part.", 1024);
    private readonly Option<int> _positions = Number("--positions", "Most tokens of a text.", 128);
    private readonly Option<double> _dropout = new("--dropout") { Description = "Share of values that training drops.", DefaultValueFactory = _ => 0.1 };
    private readonly Option<MatrixPrecision> _precision = new("--precision") { Description = "What matrices are multiplied in.", DefaultValueFactory = _ => MatrixPrecision.BFloat16 };
    private readonly Option<string> _device = new("--device") { Description = "cpu, cuda or auto.", DefaultValueFactory = _ => "auto" };

    public void AddTo(Command command)
    {
        foreach (var option in new Option[] { _tokenizer, _start, _hidden, _layers, _heads, _feedForward, _positions, _dropout, _precision, _device })
            command.Add(option);
    }

    public MatrixPrecision Precision(ParseResult parsed) => parsed.GetRequiredValue(_precision);

    public string Device(ParseResult parsed) => parsed.GetRequiredValue(_device);

    /// <summary>The folder that the tokenizer is in.</summary>
    public string TokenizerFolder(ParseResult parsed) => parsed.GetValue(_start) ?? parsed.GetValue(_tokenizer)
        ?? throw new TrainingDataException("an encoder needs --tokenizer (a new one) or --start-from (one that is there)");

    public bool IsNew(ParseResult parsed) => parsed.GetValue(_start) is null;

    public static int PaddingOf(Tokenizer tokenizer) => tokenizer.Find(Padding) ?? 0;

    /// <summary>The encoder to train, with a head for <paramref name="labels"/> when there are any.</summary>
    public BertModel Open(ParseResult parsed, Tokenizer tokenizer, IReadOnlyList<string> labels, TrainingOptions options, int? types = null)
    {
        var dropout = parsed.GetRequiredValue(_dropout);
        if (parsed.GetValue(_start) is not { } folder)
            return new BertModel(New(parsed, tokenizer, labels, dropout, types), (long)options.Seed, Precision(parsed));

        var model = EncoderModelFolder.LoadBody(folder, labels, dropout, (long)options.Seed, Precision(parsed), types);
        return model.Config.Shape.VocabularySize >= tokenizer.VocabularySize
            ? model
            : throw new LocalModelException($"{folder} has {model.Config.Shape.VocabularySize} tokens and its tokenizer {tokenizer.VocabularySize}: they do not belong together");
    }

    /// <summary>Writes the encoder and its tokenizer.</summary>
    public void Save(ParseResult parsed, BertModel model, string output)
    {
        EncoderModelFolder.Save(model, output);
        foreach (var name in TokenizerFiles)
        {
            var (source, target) = (Path.GetFullPath(Path.Combine(TokenizerFolder(parsed), name)), Path.GetFullPath(Path.Combine(output, name)));
            if (source != target && File.Exists(source))
                File.Copy(source, target, overwrite: true);
        }
    }

    private BertConfig New(ParseResult parsed, Tokenizer tokenizer, IReadOnlyList<string> labels, double dropout, int? types) => new()
    {
        Shape = new BertShape
        {
            VocabularySize = tokenizer.VocabularySize,
            HiddenSize = parsed.GetRequiredValue(_hidden),
            Layers = parsed.GetRequiredValue(_layers),
            Heads = parsed.GetRequiredValue(_heads),
            FeedForwardSize = parsed.GetRequiredValue(_feedForward),
            Positions = parsed.GetRequiredValue(_positions),
            TokenTypes = types ?? TextPairTypes.Sides,
        },
        Labels = labels,
        PaddingToken = PaddingOf(tokenizer),
        Dropout = dropout,
    };

    private static Option<int> Number(string name, string description, int value) => new(name) { Description = description, DefaultValueFactory = _ => value };
}
