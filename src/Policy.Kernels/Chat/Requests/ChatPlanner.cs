using Microsoft.Extensions.AI;
using OptPolicy.Kernels.Constraints;
using OptPolicy.Kernels.Decoding;
using OptPolicy.Kernels.Sampling;

namespace OptPolicy.Kernels.Chat;

/// <summary>Turns messages and options into what to generate. Thread-safe; changes none of them.</summary>
internal sealed class ChatPlanner
{
    // Chat models end a turn with one of these, which not every configuration lists as an end token.
    private static readonly string[] TurnEnds = ["<|im_end|>", "<|eot_id|>", "<|eom_id|>", "<|end|>", "<end_of_turn>"];

    private readonly IChatEngine _engine;
    private readonly KernelsChatClientOptions _defaults;
    private readonly string _modelId;
    private readonly ConversationReader _reader;
    private readonly ChatConstraints _constraints;
    private readonly int[] _endTokens;

    public ChatPlanner(IChatEngine engine, KernelsChatClientOptions defaults, string modelId)
    {
        (_engine, _defaults, _modelId) = (engine, defaults, modelId);
        _reader = new ConversationReader(modelId);
        var turnEnds = TurnEnds.Select(engine.Tokenizer.Find).OfType<int>().Where(engine.Tokenizer.IsSpecial);
        _endTokens = [.. engine.Spec.EndTokens.Concat(turnEnds).Distinct()];
        _constraints = new ChatConstraints(new ConstraintCache(engine.Tokenizer, _endTokens));
    }

    public ChatPlan Plan(IEnumerable<ChatMessage> messages, ChatOptions options, KernelsChatOptions own)
    {
        RefuseState(options);
        var mode = options.ToolMode;
        var offered = mode is NoneChatToolMode || options.Tools is null ? [] : options.Tools;
        var conversation = _reader.Read(messages, options.Instructions, [.. offered]);
        var callable = Callable(conversation.Tools, mode);
        var grammar = _constraints.For(
            options.ResponseFormat,
            callable,
            mode is RequiredChatToolMode,
            new() { MaxWhitespace = own.MaxJsonWhitespace, IgnoresUnsupported = !own.RequiresWholeSchema });

        var prompt = Encode(conversation);
        return new()
        {
            Generation = new GenerationRequest
            {
                Prompt = prompt,
                MaxOutputTokens = MaxOutput(options, prompt.Length),
                Sampling = SamplingReader.Read(options, own),
                EndTokens = _endTokens,
                Constraint = grammar?.Start(),
                TopLogProbabilities = own.LogProbabilities ?? (own.ReportsConfidence ? 0 : null),
                Speculation = own.Speculation ?? _defaults.Speculation,
                DraftHints = [.. own.DraftHints.Select(hint => (ReadOnlyMemory<int>)_engine.Tokenizer.Encode(hint))],
            },
            Stops = [.. (options.StopSequences ?? []).Concat(_engine.Format.Stops).Where(static stop => !string.IsNullOrEmpty(stop)).Distinct(StringComparer.Ordinal)],
            Tools = callable.Count == 0 ? null : callable.Select(static tool => tool.Name).ToHashSet(StringComparer.Ordinal),
            AllowsManyCalls = options.AllowMultipleToolCalls ?? true,
            Scope = own.Scope,
            ReportsConfidence = own.ReportsConfidence,
            ReportsLogProbabilities = own.LogProbabilities is not null,
            SchemaIgnored = grammar?.Grammar.Ignored ?? [],
        };
    }

    private void RefuseState(ChatOptions options)
    {
        if (options.ConversationId is not null)
            throw new NotSupportedException($"Model '{_modelId}' keeps no conversations. Leave {nameof(ChatOptions.ConversationId)} out and send all messages: what it has seen before costs next to nothing.");
        if (options.ContinuationToken is not null)
            throw new NotSupportedException($"Model '{_modelId}' does not continue answers in the background. Leave {nameof(ChatOptions.ContinuationToken)} out.");
    }

    private static IReadOnlyList<ConversationTool> Callable(IReadOnlyList<ConversationTool> tools, ChatToolMode? mode)
    {
        if (mode is not RequiredChatToolMode required)
            return tools;
        if (required.RequiredFunctionName is not { } name)
            return tools.Count > 0 ? tools : throw new ArgumentException("A tool call is required and no tools are offered.", nameof(mode));
        return tools.FirstOrDefault(tool => tool.Name == name) is { } tool
            ? [tool]
            : throw new ArgumentException($"A call of '{name}' is required, which is not among the tools.", nameof(mode));
    }

    private int[] Encode(Conversation conversation)
    {
        var format = _engine.Format;
        var text = format.Render(format.RendersTools ? conversation : ToolPrompt.Write(conversation));
        var prompt = _engine.Tokenizer.Encode(text);
        return prompt.Length < _engine.ContextTokens ? prompt : throw new ContextOverflowException(_modelId, prompt.Length, _engine.ContextTokens);
    }

    private int MaxOutput(ChatOptions options, int promptTokens)
    {
        if (options.MaxOutputTokens <= 0)
            throw new ArgumentOutOfRangeException(nameof(options), options.MaxOutputTokens, "MaxOutputTokens must be 1 or more.");
        return Math.Min(options.MaxOutputTokens ?? _defaults.MaxOutputTokens ?? int.MaxValue, _engine.ContextTokens - promptTokens);
    }
}
