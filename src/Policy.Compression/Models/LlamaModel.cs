using OptPolicy.Compression.Simulation;
using OptPolicy.Compression.Training;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace OptPolicy.Compression.Models;

/// <summary>A trainable Llama-style decoder whose weights carry Hugging Face's names. Not thread-safe; owns native memory.</summary>
public sealed class LlamaModel : nn.Module<Tensor, Tensor>, ITrainedModel
{
    private readonly RotaryPositions _positions;
    private readonly TokenEmbedding _embedding;
    private readonly Projection? _head;
    private readonly LlamaLayer[] _layers;
    private readonly RootMeanSquareNorm _norm;
    private readonly MatrixPrecision _precision;
    private RoundingSimulation? _tiedHeadRounding;
    private readonly Dropout _dropout = new();
    private readonly List<LayerCheckpoints> _checkpoints = [];

    /// <summary>Creates a model with fresh weights.</summary>
    /// <param name="config">What it is.</param>
    /// <param name="seed">Decides the weights.</param>
    /// <param name="precision">What its matrices are multiplied in.</param>
    /// <exception cref="ArgumentException">The dimensions do not fit together.</exception>
    public LlamaModel(LlamaConfig config, long seed, MatrixPrecision precision = MatrixPrecision.Float32)
        : base(nameof(LlamaModel))
    {
        ArgumentNullException.ThrowIfNull(config);
        if (config.Problem() is { } problem)
            throw new ArgumentException(problem, nameof(config));

        Config = config;
        var shape = config.Shape;
        _precision = precision;
        using var initialization = new Initialization(seed, shape.Layers);
        _positions = new RotaryPositions(shape);
        _embedding = new TokenEmbedding(initialization.Matrix(shape.VocabularySize, shape.HiddenSize));
        _layers = [.. Enumerable.Range(0, shape.Layers).Select(_ => new LlamaLayer(shape, _positions, _dropout, initialization, precision))];
        _norm = new RootMeanSquareNorm(shape.HiddenSize, shape.RmsEpsilon);
        _head = config.TiesEmbeddings ? null : new Projection(initialization.Matrix(shape.VocabularySize, shape.HiddenSize), precision);
        Register();
    }

    /// <summary>What the model is.</summary>
    public LlamaConfig Config { get; }

    /// <inheritdoc/>
    public Device Device => _embedding.Weight.device;

    /// <inheritdoc/>
    public string Description => $"llama {Config.Shape}, tied: {Config.TiesEmbeddings}{(RecomputesLayers ? ", layers computed twice" : "")}";

    /// <summary>Keeps only the states between layers and computes each layer again when its gradients are due: less memory, a third more time. Not beside <see cref="Drop"/>.</summary>
    public bool RecomputesLayers { get; set; }

    /// <summary>Logits [rows, length, vocabulary] of tokens [rows, length] (int64).</summary>
    /// <param name="tokens">Rows of tokens that all start at position 0.</param>
    public override Tensor forward(Tensor tokens)
    {
        using var scope = NewDisposeScope();
        return Logits(States(tokens)).MoveToOuterDisposeScope();
    }

    /// <summary>Logits [positions, vocabulary] at some positions only, which is cheaper than at all.</summary>
    /// <param name="tokens">Rows of tokens that all start at position 0.</param>
    /// <param name="positions">Indices (int64) into the rows laid end to end.</param>
    public Tensor LogitsAt(Tensor tokens, Tensor positions)
    {
        using var scope = NewDisposeScope();
        return Logits(States(tokens).view(-1, Config.Shape.HiddenSize).index_select(0, positions)).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public void Backward(Tensor loss)
    {
        ArgumentNullException.ThrowIfNull(loss);
        loss.backward();
        foreach (var pass in _checkpoints)
        {
            using (pass)
                pass.Backward();
        }

        _checkpoints.Clear();
    }

    /// <summary>Switches a share of the states off in every forward pass until the result is disposed.</summary>
    /// <param name="rate">The share.</param>
    /// <param name="seed">Decides which.</param>
    /// <exception cref="TrainingException">Layers are computed twice, which would switch off different states.</exception>
    public IDisposable Drop(double rate, ulong seed) => RecomputesLayers && rate > 0
        ? throw new TrainingException("layers that are computed twice cannot repeat dropout's noise: use one of the two")
        : _dropout.Begin(rate, seed);

    /// <inheritdoc/>
    public IReadOnlyList<(string Name, Parameter Weight)> Weights() =>
        [.. named_parameters().OrderBy(p => p.name, StringComparer.Ordinal).Select(p => (p.name, p.parameter))];

    /// <summary>What an EAGLE-3 head reads, [rows, length, 3 hidden], beside the logits.</summary>
    public (Tensor Features, Tensor Logits) ForwardWithFeatures(Tensor tokens)
    {
        using var scope = NewDisposeScope();
        var entering = new Tensor[_layers.Length + 1];
        entering[0] = _embedding.forward(tokens);
        for (var i = 0; i < _layers.Length; i++)
            entering[i + 1] = _layers[i].forward(entering[i]);
        var features = cat([.. FeatureLayers(_layers.Length).Select(layer => entering[layer])], -1);
        return (features.MoveToOuterDisposeScope(), Logits(entering[^1]).MoveToOuterDisposeScope());
    }

    /// <summary>The layers whose inputs an EAGLE-3 head reads: 2, L/2 and L-3, as in the reference implementation.</summary>
    internal static int[] FeatureLayers(int layers) => Array.ConvertAll([2, layers / 2, layers - 3], layer => Math.Clamp(layer, 0, layers - 1));

    /// <summary>The embeddings [rows, length, hidden] of tokens.</summary>
    public Tensor Embed(Tensor tokens) => _embedding.forward(tokens);

    /// <summary>Moves weights and position tables to <paramref name="device"/>.</summary>
    public LlamaModel MoveTo(Device device)
    {
        this.to(device);
        _positions.MoveTo(device);
        return this;
    }

    /// <summary>Stops gradients from being kept for the weights: a teacher is only read.</summary>
    public LlamaModel Freeze()
    {
        foreach (var (_, weight) in Weights())
            weight.requires_grad_(false);
        return this;
    }

    /// <summary>The linear maps under their weights' names without <c>.weight</c>; a tied head is none of them.</summary>
    internal IReadOnlyList<(string Name, Projection Projection)> Projections()
    {
        // TorchSharp lists modules under the names of the fields that hold them too.
        var names = Weights().Select(w => w.Name).ToHashSet(StringComparer.Ordinal);
        return [.. named_modules().Where(m => m.module is Projection && names.Contains(m.name + ".weight")).Select(m => (m.name, (Projection)m.module)).OrderBy(m => m.name, StringComparer.Ordinal)];
    }

    /// <summary>Lets every product, the head's too, pretend to be rounded. A tied head is a matrix of its own to the packer, so its embedding stays as it is.</summary>
    /// <param name="rounding">What the product whose weight has this name pretends; <see langword="null"/> for nothing.</param>
    internal void SimulateRounding(Func<string, RoundingSimulation?> rounding)
    {
        foreach (var (name, projection) in Projections())
            projection.Rounding = rounding(name + ".weight");
        if (_head is null)
            _tiedHeadRounding = rounding("lm_head.weight");
    }

    /// <summary>Logits [positions, vocabulary] of states that left the last layer, at indices (int64) into their rows laid end to end.</summary>
    internal Tensor LogitsOf(Tensor states, Tensor positions)
    {
        using var scope = NewDisposeScope();
        return Logits(states.view(-1, Config.Shape.HiddenSize).index_select(0, positions)).MoveToOuterDisposeScope();
    }

    /// <summary>Queries, keys and values, before they are turned, of the last layer when these states enter it.</summary>
    internal Tensor[] LastProjections(Tensor entering) => _layers[^1].Project(entering);

    /// <summary>The residual stream [rows, length, hidden] before every layer, and after the last.</summary>
    internal Tensor[] ResidualStates(Tensor tokens)
    {
        using var scope = NewDisposeScope();
        if (IsRecomputing)
            return [.. Checkpointed(_embedding.forward(tokens)).Select(state => state.alias().MoveToOuterDisposeScope())];

        var states = new Tensor[_layers.Length + 1];
        states[0] = _embedding.forward(tokens);
        for (var i = 0; i < _layers.Length; i++)
            states[i + 1] = _layers[i].forward(states[i]);
        return Array.ConvertAll(states, state => state.MoveToOuterDisposeScope());
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _positions.Dispose();
            _checkpoints.ForEach(pass => pass.Dispose());
        }

        base.Dispose(disposing);
    }

    /// <summary>What turns a state into logits: the last norm and the output matrix. The tensors are the model's own.</summary>
    internal (Tensor Norm, Tensor Matrix) Output => (_norm.Weight, _head?.Weight ?? _embedding.Weight);

    /// <summary>A row per token. The tensor is the model's own.</summary>
    internal Tensor Embedding => _embedding.Weight;

    private Tensor States(Tensor tokens)
    {
        var hidden = _dropout.Apply(_embedding.forward(tokens));
        if (IsRecomputing)
            return Checkpointed(hidden)[^1].alias();
        foreach (var layer in _layers)
            hidden = layer.forward(hidden);
        return hidden;
    }

    private bool IsRecomputing => RecomputesLayers && is_grad_enabled();

    private IReadOnlyList<Tensor> Checkpointed(Tensor embedded)
    {
        _checkpoints.Add(new LayerCheckpoints(embedded, _layers));
        return _checkpoints[^1].States;
    }

    private Tensor Logits(Tensor hidden)
    {
        using var final = _norm.forward(hidden);
        return _head is null ? Projection.Multiply(final, _embedding.Weight, _precision, _tiedHeadRounding) : _head.forward(final);
    }

    private void Register()
    {
        var body = new Container("model");
        body.register_module("embed_tokens", _embedding);
        body.register_module("layers", nn.ModuleList<nn.Module<Tensor, Tensor>>(_layers));
        body.register_module("norm", _norm);
        register_module("model", body);
        if (_head is not null)
            register_module("lm_head", _head);
    }
}
