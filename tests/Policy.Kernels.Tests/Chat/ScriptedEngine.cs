using OptPolicy.Kernels.Chat;
using OptPolicy.Kernels.Decoding;
using OptPolicy.Kernels.Models;
using OptPolicy.Kernels.Templates;
using OptPolicy.Kernels.Tests.Constraints;
using OptPolicy.Kernels.Tokenization;

namespace OptPolicy.Kernels.Tests.Chat;

/// <summary>Real lanes, pool and generation over a model that knows its lines.</summary>
internal sealed class ScriptedEngine : IChatEngine
{
    /// <summary>Names and colons; knows no tools.</summary>
    private const string Template = "{% for m in messages %}{{ m.role | capitalize }}: {{ m.content }}\n{% endfor %}Assistant:";

    private readonly List<string> _prompts = [];

    public ScriptedEngine(Func<string, string> script, int lanes = 1, int context = 4096, float certainty = 30, Action? onForward = null, IEnumerable<string>? pieces = null)
    {
        var tokenizer = pieces is null ? PieceTokenizer.Json : new PieceTokenizer(pieces);
        Tokenizer = tokenizer;
        Spec = new()
        {
            Architecture = "script",
            Layers = 1,
            KeyValueHeads = 1,
            HeadDimension = 1,
            HiddenSize = 1,
            VocabularySize = tokenizer.VocabularySize,
            ContextTokens = context,
            EndTokens = [tokenizer.End],
            Bindings = new() { LogitPositions = "logit_positions" },
        };
        Lanes = new LanePool(() => new AnsweringLane(Spec, Tokenizer, script, certainty) { OnForward = onForward }, new() { Lanes = lanes });
    }

    public DecoderSpec Spec { get; }

    public Tokenizer Tokenizer { get; }

    public IChatFormat Format { get; init; } = new TemplateFormat(ChatTemplate.Parse(Template));

    public int ContextTokens => Spec.ContextTokens;

    public LanePool Lanes { get; }

    public bool IsDisposed { get; private set; }

    /// <summary>The prompts so far, as text.</summary>
    public IReadOnlyList<string> Prompts => _prompts;

    /// <summary>The request that was generated last.</summary>
    public GenerationRequest? Last { get; private set; }

    public string? LastScope { get; private set; }

    public static KernelsChatClient Client(Func<string, string> script, int lanes = 1, IEnumerable<string>? pieces = null) => new(new ScriptedEngine(script, lanes, pieces: pieces), null, "script");

    public async ValueTask<IChatGeneration> StartAsync(GenerationRequest request, string? scope, CancellationToken cancellationToken)
    {
        lock (_prompts)
        {
            _prompts.Add(Tokenizer.Decode(request.Prompt.Span));
            (Last, LastScope) = (request, scope);
        }

        var lease = await Lanes.RentAsync(new(request.Prompt) { Scope = scope }, cancellationToken);
        return new Running(lease, new Generation(lease.Lane, request, []));
    }

    public object? GetService(Type serviceType) => null;

    public void Dispose()
    {
        IsDisposed = true;
        Lanes.Dispose();
    }

    private sealed class Running(LaneLease lease, Generation generation) : IChatGeneration
    {
        public GenerationEnd End => generation.End;

        public GenerationStatistics Statistics => generation.Statistics;

        public bool Next(IList<GeneratedToken> output, CancellationToken cancellationToken) => generation.Next(output, cancellationToken);

        public void Dispose() => lease.Dispose();
    }
}
