using OptPolicy.Compression.Data.Texts;
using OptPolicy.Compression.Training;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace OptPolicy.Compression.Models;

/// <summary>
/// A trainable BERT-style encoder whose weights carry Hugging Face's names: one that gives vectors (the mean of its tokens', as
/// Sentence Transformers makes them), or one with BERT's pooler and a head that tells classes apart. Not thread-safe; owns native memory.
/// </summary>
public sealed class BertModel : nn.Module, ITrainedModel
{
    // Far below any score, and still a number after sums: a row of padding alone must not become NaN.
    private const float Blocked = -10_000;

    private readonly TokenEmbedding _words, _positions;
    private readonly TokenEmbedding? _types;
    private readonly LayerNorm _norm;
    private readonly BertLayer[] _layers;
    private readonly Affine? _pooler, _classifier;

    /// <summary>Creates an encoder with fresh weights.</summary>
    /// <param name="config">What it is.</param>
    /// <param name="seed">Decides the weights.</param>
    /// <param name="precision">What its matrices are multiplied in.</param>
    /// <exception cref="ArgumentException">The dimensions do not fit together.</exception>
    public BertModel(BertConfig config, long seed, MatrixPrecision precision = MatrixPrecision.Float32)
        : base(nameof(BertModel))
    {
        ArgumentNullException.ThrowIfNull(config);
        if (config.Problem() is { } problem)
            throw new ArgumentException(problem, nameof(config));

        Config = config;
        var shape = config.Shape;
        using var initialization = new Initialization(seed, shape.Layers);
        _words = new TokenEmbedding(initialization.Matrix(shape.VocabularySize, shape.HiddenSize));
        _positions = new TokenEmbedding(initialization.Matrix(shape.Positions, shape.HiddenSize));
        _types = shape.TokenTypes == 0 ? null : new TokenEmbedding(initialization.Matrix(shape.TokenTypes, shape.HiddenSize));
        _norm = new LayerNorm(shape.HiddenSize, shape.NormEpsilon);
        _layers = [.. Enumerable.Range(0, shape.Layers).Select(_ => new BertLayer(config, initialization, precision))];
        if (config.Classifies)
        {
            _pooler = new Affine(initialization.Matrix(shape.HiddenSize, shape.HiddenSize), precision);
            _classifier = new Affine(initialization.Matrix(config.Labels.Count, shape.HiddenSize), MatrixPrecision.Float32);
        }

        Register();
    }

    /// <summary>What the encoder is.</summary>
    public BertConfig Config { get; }

    /// <inheritdoc/>
    public Device Device => _words.Weight.device;

    /// <inheritdoc/>
    public string Description => $"bert {Config.Shape}, dropout {Config.Dropout}, labels: {string.Join(' ', Config.Labels)}";

    /// <summary>The row of weights that every token starts as. The tensor is the model's own.</summary>
    public Tensor WordEmbeddings => _words.Weight;

    /// <summary>The states of every layer, for those who want more than the last.</summary>
    public EncoderStates States(TextBatch batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        using var scope = NewDisposeScope();
        var (rows, length) = (batch.Ids.shape[0], batch.Ids.shape[1]);
        var embedded = _words.forward(batch.Ids) + _positions.Weight.narrow(0, 0, length);
        if (_types is not null)
            embedded += _types.forward(batch.Types);
        var hidden = _norm.forward(embedded);
        if (training && Config.Dropout > 0)
            hidden = nn.functional.dropout(hidden, Config.Dropout, training: true);

        var blocked = ((1 - batch.Mask) * Blocked).view(rows, 1, 1, length);
        var (states, scores) = (new List<Tensor> { hidden }, new List<Tensor>());
        foreach (var layer in _layers)
        {
            (hidden, var score) = layer.Forward(hidden, blocked);
            states.Add(hidden);
            scores.Add(score);
        }

        return new EncoderStates([.. states.Select(s => s.MoveToOuterDisposeScope())], [.. scores.Select(s => s.MoveToOuterDisposeScope())]);
    }

    /// <summary>Vectors [rows, hidden]: the mean over each text's tokens. Not scaled to length 1.</summary>
    public Tensor Vectors(TextBatch batch)
    {
        using var scope = NewDisposeScope();
        var hidden = States(batch).Hidden[^1];
        var weights = batch.Mask.unsqueeze(-1);
        return ((hidden * weights).sum(1) / weights.sum(1).clamp_min(1)).MoveToOuterDisposeScope();
    }

    /// <summary>One logit per row and class, [rows, classes].</summary>
    /// <exception cref="InvalidOperationException">The encoder has no head.</exception>
    public Tensor Logits(TextBatch batch)
    {
        using var scope = NewDisposeScope();
        return Logits(States(batch)).MoveToOuterDisposeScope();
    }

    /// <summary>The classes' logits that follow from states that are at hand.</summary>
    public Tensor Logits(EncoderStates states)
    {
        ArgumentNullException.ThrowIfNull(states);
        if (_pooler is null || _classifier is null)
            throw new InvalidOperationException("this encoder gives vectors: it has no labels");

        using var scope = NewDisposeScope();
        var pooled = _pooler.forward(states.Hidden[^1].select(1, 0)).tanh();
        if (training && Config.Dropout > 0)
            pooled = nn.functional.dropout(pooled, Config.Dropout, training: true);
        return _classifier.forward(pooled).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public IReadOnlyList<(string Name, Parameter Weight)> Weights() =>
        [.. named_parameters().OrderBy(p => p.name, StringComparer.Ordinal).Select(p => (p.name, p.parameter))];

    /// <summary>Moves the weights to <paramref name="device"/>.</summary>
    public BertModel MoveTo(Device device)
    {
        this.to(device);
        return this;
    }

    /// <summary>Stops gradients from being kept, and dropout: a teacher is only read.</summary>
    public BertModel Freeze()
    {
        foreach (var (_, weight) in Weights())
            weight.requires_grad_(false);
        eval();
        return this;
    }

    private void Register()
    {
        var embeddings = new Container("embeddings");
        embeddings.register_module("word_embeddings", _words);
        embeddings.register_module("position_embeddings", _positions);
        if (_types is not null)
            embeddings.register_module("token_type_embeddings", _types);
        embeddings.register_module("LayerNorm", _norm);
        var encoder = new Container("encoder");
        encoder.register_module("layer", nn.ModuleList<nn.Module>(_layers));
        if (_pooler is null)
        {
            register_module("embeddings", embeddings);
            register_module("encoder", encoder);
            return;
        }

        // As BertForSequenceClassification names them.
        var body = new Container("bert");
        body.register_module("embeddings", embeddings);
        body.register_module("encoder", encoder);
        var pooler = new Container("pooler");
        pooler.register_module("dense", _pooler);
        body.register_module("pooler", pooler);
        register_module("bert", body);
        register_module("classifier", _classifier!);
    }
}
