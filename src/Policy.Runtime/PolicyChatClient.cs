// The routing types of Microsoft.Extensions.AI are experimental; this is the only file that knows them.
#pragma warning disable MEAI001
using Microsoft.Extensions.AI;

namespace OptPolicy;

/// <summary>A chat client that answers as a compiled policy says: cache, route, cascade, fallback, budgets.</summary>
/// <remarks>
/// <para>Thread-safe. Messages and options of callers are never changed; a caller's <see cref="ChatOptions.ModelId"/> is ignored, because
/// the policy decides the model. Every response carries a <see cref="DecisionTrace"/>; a stream carries it on its last update.</para>
/// <para>Clients that were passed in belong to whoever made them; disposing this client disposes only those it created.</para>
/// </remarks>
public sealed class PolicyChatClient : RoutingChatClient, IChatClient
{
    private readonly PolicyRuntime _runtime;
    private readonly RequestPipeline _pipeline;
    private readonly ChatClientMetadata _metadata;
    private readonly SemanticCacheOperations _semanticCache;

    /// <summary>Creates the middleware of one policy.</summary>
    /// <param name="policy">The compiled policy.</param>
    /// <param name="models">A client for each model, in slot order; <see langword="null"/> where the policy's provider makes one.</param>
    /// <param name="options">What the host supplies.</param>
    /// <param name="services">Where the host's cache, stores, loggers and configuration are looked up.</param>
    /// <exception cref="PolicyConfigurationException">A model has no client, its provider lacks something, or nothing opens the store of the semantic cache.</exception>
    public PolicyChatClient(CompiledPolicy policy, IReadOnlyList<IChatClient?> models, PolicyChatClientOptions? options = null, IServiceProvider? services = null)
    {
        ArgumentNullException.ThrowIfNull(policy);
        ArgumentNullException.ThrowIfNull(models);
        options ??= new();
        SemanticServices.Check(policy, options, services);
        _runtime = new(policy, models, options, services);
        _pipeline = new(_runtime);
        _metadata = new("optpolicy", providerUri: null, policy.Name);
        _semanticCache = new(_runtime);
    }

    /// <summary>Also disposes something that the middleware took over, for example the client it wraps in a builder's pipeline.</summary>
    internal void Own(IDisposable resource) => _runtime.Own(resource);

    /// <summary>Ends when what the semantic cache does in the background is done.</summary>
    internal Task IdleAsync() => _runtime.Semantic.Services.Learner.IdleAsync();

    /// <inheritdoc/>
    /// <exception cref="BudgetExceededException">A budget could not cover the request.</exception>
    /// <exception cref="NoAnswerException">No model answered; the exception's trace says why.</exception>
    public override Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(messages);
        return _pipeline.RespondAsync(Repeatable(messages), options, cancellationToken);
    }

    /// <inheritdoc/>
    /// <exception cref="BudgetExceededException">A budget could not cover the request.</exception>
    /// <exception cref="NoAnswerException">No model answered; the exception's trace says why.</exception>
    /// <exception cref="StreamInterruptedException">The stream broke after its commit point.</exception>
    public override IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(messages);
        return _pipeline.StreamAsync(Repeatable(messages), options, cancellationToken);
    }

    /// <summary>The policy, the options, the operations of its semantic cache, this client or its metadata; with a model's name as key, a service of that model's client.</summary>
    public override object? GetService(Type serviceType, object? serviceKey = null)
    {
        ArgumentNullException.ThrowIfNull(serviceType);
        if (serviceKey is not null)
        {
            for (var i = 0; i < _runtime.Clients.Length; i++)
            {
                if (!serviceKey.Equals(_runtime.Policy.Models[i].Name)) continue;
                return serviceType.IsInstanceOfType(_runtime.Clients[i]) ? _runtime.Clients[i] : _runtime.Clients[i].GetService(serviceType);
            }

            return null;
        }

        if (serviceType == typeof(ChatClientMetadata)) return _metadata;
        if (serviceType.IsInstanceOfType(this)) return this;
        if (serviceType == typeof(SemanticCacheOperations)) return _runtime.Policy.SemanticCache is null ? null : _semanticCache;
        if (serviceType.IsInstanceOfType(_runtime.Policy)) return _runtime.Policy;
        return serviceType.IsInstanceOfType(_runtime.Options) ? _runtime.Options : null;
    }

    /// <summary>Disposes the clients that the policy created.</summary>
    public new void Dispose() => base.Dispose();

    /// <summary>The first model that the policy would try; used only by code that asks a routing client for it.</summary>
    protected override async ValueTask<IChatClient> SelectClientAsync(RoutingContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);
        var request = new PolicyRequest(_runtime.Policy, Repeatable(context.Messages), context.ChatOptions, streaming: false, _runtime.Time.GetTimestamp(), isObserved: false);
        _runtime.Options.Identify?.Invoke(request.Facts, _runtime.Services);
        var decision = await _runtime.Intents.RouteAsync(request, cancellationToken).ConfigureAwait(false);
        return _runtime.Clients[_runtime.Policy.Plans[decision.Plan].Models[0]];
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing) _runtime.Dispose();
        base.Dispose(disposing);
    }

    private static IReadOnlyList<ChatMessage> Repeatable(IEnumerable<ChatMessage> messages) => messages as IReadOnlyList<ChatMessage> ?? [.. messages];
}
