using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;
using OptPolicy.Kernels.Constraints;
using OptPolicy.Kernels.Decoding;

namespace OptPolicy.Kernels.Chat;

/// <summary>Chats with a local model.</summary>
/// <remarks>
/// Thread-safe: calls share the model's lanes, and wait for one in the order in which they came. The client keeps no conversations; send all messages,
/// what a lane has seen before is not run again. Tools are rendered and their calls parsed, never invoked. Options and messages are not changed.
/// The model decodes on a thread of the pool, one call of it at a time as the caller asks for updates; a caller that stops asking stops the model, and
/// disposing the enumerator frees the lane.
/// </remarks>
public sealed class KernelsChatClient : IChatClient
{
    /// <summary>The additional property with the answer's confidence: the geometric mean of its chosen tokens' probabilities, a <see cref="double"/> from 0 to 1.</summary>
    public const string ConfidenceProperty = "optpolicy.confidence";

    /// <summary>The additional property with a list of <see cref="TokenLogProbability"/>, when the request asked for it.</summary>
    public const string LogProbabilitiesProperty = "optpolicy.logprobs";

    /// <summary>The additional property with a list of what the answer's schema asks for and the answer was not held to, when there is any.</summary>
    public const string SchemaIgnoredProperty = "optpolicy.schema_ignored";

    /// <summary>The provider's name in <see cref="ChatClientMetadata"/>.</summary>
    public const string ProviderName = "optpolicy.onnx";

    private readonly IChatEngine _engine;
    private readonly KernelsChatClientOptions _options;
    private readonly ChatPlanner _planner;
    private readonly ToolMarks _marks;
    private readonly ChatClientMetadata _metadata;
    private readonly string _modelId;
    private bool _isDisposed;

    /// <summary>Creates a client of a model.</summary>
    /// <param name="model">The model.</param>
    /// <param name="ownsModel">Whether disposing the client disposes the model.</param>
    /// <param name="options">How to use the model.</param>
    /// <exception cref="Models.LocalModelException">The folder's chat template cannot be read.</exception>
    public KernelsChatClient(LocalModel model, bool ownsModel = false, KernelsChatClientOptions? options = null)
        : this(new LocalChatEngine(model, ownsModel ? model : null), options, NameOf(model))
    {
    }

    /// <summary>Creates a client of a model that others use too.</summary>
    /// <param name="share">A hold on the model; disposing the client disposes it.</param>
    /// <param name="options">How to use the model.</param>
    /// <exception cref="Models.LocalModelException">The folder's chat template cannot be read.</exception>
    public KernelsChatClient(LocalModelShare share, KernelsChatClientOptions? options = null)
        : this(new LocalChatEngine(share.Model, share), options, NameOf(share.Model))
    {
    }

    internal KernelsChatClient(IChatEngine engine, KernelsChatClientOptions? options, string modelId)
    {
        _engine = engine;
        _options = options ?? new();
        _modelId = _options.ModelId ?? modelId;
        _planner = new ChatPlanner(engine, _options, _modelId);
        _marks = new ToolMarks(engine.Tokenizer);
        _metadata = new ChatClientMetadata(ProviderName, providerUri: null, _modelId);
    }

    /// <summary>Opens a model and a client that owns it.</summary>
    /// <param name="folder">The model's folder.</param>
    /// <param name="modelOptions">How to run the model.</param>
    /// <param name="options">How to use it.</param>
    /// <param name="cancellationToken">Stops between the stages of opening.</param>
    /// <exception cref="Models.LocalModelException">The model cannot be used; the message says why.</exception>
    public static async Task<KernelsChatClient> OpenAsync(
        string folder, LocalModelOptions? modelOptions = null, KernelsChatClientOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        var time = options?.Time;
        return new(await LocalModel.OpenAsync(folder, modelOptions, progress: null, time, cancellationToken).ConfigureAwait(false), ownsModel: true, options);
    }

    /// <inheritdoc/>
    /// <exception cref="ContextOverflowException">The prompt leaves no room for an answer.</exception>
    /// <exception cref="GrammarException">The response format's or a tool's schema cannot be enforced.</exception>
    /// <exception cref="LanePoolBusyException">Too many requests wait, or this one waited too long.</exception>
    /// <exception cref="NotSupportedException">A message's content, a hosted tool or a conversation id, which local models do not take.</exception>
    public async Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        using var turn = await StartAsync(messages, options, cancellationToken).ConfigureAwait(false);
        var updates = await Task.Run(() => turn.Answer.Finish(cancellationToken), cancellationToken).ConfigureAwait(false);
        var response = updates.ToChatResponse();
        response.AdditionalProperties = updates[^1].AdditionalProperties?.Clone();
        return response;
    }

    /// <inheritdoc/>
    /// <exception cref="ContextOverflowException">The prompt leaves no room for an answer.</exception>
    /// <exception cref="GrammarException">The response format's or a tool's schema cannot be enforced.</exception>
    /// <exception cref="LanePoolBusyException">Too many requests wait, or this one waited too long.</exception>
    /// <exception cref="NotSupportedException">A message's content, a hosted tool or a conversation id, which local models do not take.</exception>
    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        using var turn = await StartAsync(messages, options, cancellationToken).ConfigureAwait(false);
        while (!turn.Answer.IsOver)
        {
            foreach (var update in await Task.Run(() => turn.Answer.Advance(cancellationToken), cancellationToken).ConfigureAwait(false))
                yield return update;
        }
    }

    /// <summary>Finds the client itself, its <see cref="ChatClientMetadata"/>, the <see cref="LocalModel"/> or its <see cref="Speculation.ExactnessCertificate"/>.</summary>
    /// <param name="serviceType">The type.</param>
    /// <param name="serviceKey">Must be <see langword="null"/>.</param>
    /// <returns>The object, or <see langword="null"/> when there is none of that type.</returns>
    public object? GetService(Type serviceType, object? serviceKey = null)
    {
        ArgumentNullException.ThrowIfNull(serviceType);
        if (serviceKey is not null)
            return null;
        if (serviceType == typeof(ChatClientMetadata))
            return _metadata;
        return serviceType.IsInstanceOfType(this) ? this : _engine.GetService(serviceType);
    }

    /// <summary>Refuses further calls, and closes the model if the client owns it: requests that wait fail, those that run end.</summary>
    public void Dispose()
    {
        if (_isDisposed)
            return;
        _isDisposed = true;
        _engine.Dispose();
    }

    private static string NameOf(LocalModel model) => Path.GetFileName(Path.TrimEndingDirectorySeparator(model.Folder.Path));

    private async Task<ChatTurn> StartAsync(IEnumerable<ChatMessage> messages, ChatOptions? options, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(messages);
        ObjectDisposedException.ThrowIf(_isDisposed, this);

        // Callers may change both as soon as this method waits.
        ChatMessage[] conversation = [.. messages];
        options = options?.Clone() ?? new();
        var own = options.RawRepresentationFactory?.Invoke(this) as KernelsChatOptions ?? new();
        var plan = await Task.Run(() => _planner.Plan(conversation, options, own), cancellationToken).ConfigureAwait(false);

        var generation = await _engine.StartAsync(plan.Generation, plan.Scope, cancellationToken).ConfigureAwait(false);
        var id = Guid.NewGuid().ToString("N");
        return new(generation, new ChatAnswer(plan, generation, _engine.Tokenizer, _marks, () => new()
        {
            Role = ChatRole.Assistant,
            ModelId = _modelId,
            ResponseId = id,
            MessageId = id,
            CreatedAt = _options.Time.GetUtcNow(),
        }));
    }

    private sealed record ChatTurn(IChatGeneration Generation, ChatAnswer Answer) : IDisposable
    {
        public void Dispose() => Generation.Dispose();
    }
}
