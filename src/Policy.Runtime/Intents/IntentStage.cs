namespace OptPolicy;

/// <summary>Finds the fact <c>intent</c> where the host gives none: not before something asks for it, and once a request.</summary>
/// <remarks>
/// Conditions are evaluated without it first. Only when one of them came to read it is the question embedded, and what was decided is decided
/// again: conditions cost nanoseconds, and an embedder need not block a thread. Thread-safe.
/// </remarks>
internal sealed class IntentStage(PolicyRuntime runtime)
{
    private const string Fact = "intent";

    private readonly Lock _gate = new();
    private Task<IIntentHead>? _head;

    /// <summary>Decides which rule holds first.</summary>
    /// <exception cref="PolicyConfigurationException">The embedder cannot be used at all.</exception>
    public ValueTask<RouteDecision> RouteAsync(PolicyRequest request, CancellationToken cancellationToken)
    {
        var decision = request.Policy.Route(request.Facts);
        return request.Facts.IsIntentWanted ? RouteAgainAsync(request, cancellationToken) : ValueTask.FromResult(decision);
    }

    /// <summary>Finds the intent when retrieval or a cache will ask for it.</summary>
    /// <exception cref="PolicyConfigurationException">The embedder cannot be used at all.</exception>
    public ValueTask PrepareAsync(PolicyRequest request, CancellationToken cancellationToken)
    {
        if (request.Policy.Intents is null) return ValueTask.CompletedTask;
        AskFor(request.Policy, request.Facts);
        return request.Facts.IsIntentWanted ? RecogniseAsync(request, cancellationToken) : ValueTask.CompletedTask;
    }

    // What stages decide before the route, for what it makes the facts note.
    private static void AskFor(CompiledPolicy policy, RequestFacts facts)
    {
        foreach (var retrieval in policy.Retrievals) policy.Retrieves(retrieval.Index, facts);
        if (policy.ExactCache is { } exact && !policy.BypassExactCache(facts) && exact.Scope.Contains(Fact)) _ = facts.Intent;
        if (policy.SemanticCache is { } semantic && !policy.BypassSemanticCache(facts) && semantic.Scope.Contains(Fact)) _ = facts.Intent;
    }

    private async ValueTask<RouteDecision> RouteAgainAsync(PolicyRequest request, CancellationToken cancellationToken)
    {
        await RecogniseAsync(request, cancellationToken).ConfigureAwait(false);
        return request.Policy.Route(request.Facts);
    }

    private async ValueTask RecogniseAsync(PolicyRequest request, CancellationToken cancellationToken)
    {
        var question = request.Facts.InputText.Trim();
        if (question.Length == 0)
        {
            request.Facts.Intent = IntentsInfo.None;
            return;
        }

        using var late = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        try
        {
            var running = FindAsync(request, question, late.Token);
            var guess = running.IsCompletedSuccessfully ? running.Result : await running.AsTask().WaitAsync(runtime.Options.EmbeddingTimeout, runtime.Time, cancellationToken).ConfigureAwait(false);
            request.Facts.Intent = guess.Intent;
            request.Intent = guess;
        }
        catch (Exception exception) when (exception is not PolicyConfigurationException && !cancellationToken.IsCancellationRequested)
        {
            await late.CancelAsync().ConfigureAwait(false);

            // Unknown, which is no intent's name: conditions with == do not hold, and what they would send elsewhere takes the other way.
            request.Facts.Intent = "";
            request.Note($"no intent: {(exception is TimeoutException ? "the embedder took too long" : "the embedder failed")}");
            PolicyMeter.IntentFailed(request.Policy.Name);
            runtime.Log.IntentFailed(request.Policy.Name, exception);
        }
    }

    private async ValueTask<IntentGuess> FindAsync(PolicyRequest request, string question, CancellationToken cancellationToken)
    {
        var info = request.Policy.Intents!;
        var embedder = runtime.Embedders.Get(info.Embedder);
        var head = await HeadAsync(info, embedder).ConfigureAwait(false);
        var vector = await request.EmbedAsync(embedder, question, cancellationToken).ConfigureAwait(false);
        return head.Recognise(question, vector.Span);
    }

    // Learnt once, on behalf of no single request; one that failed is tried again by the next.
    private Task<IIntentHead> HeadAsync(IntentsInfo info, IRequestEmbedder embedder)
    {
        lock (_gate)
        {
            if (_head is null || _head.IsFaulted || _head.IsCanceled) _head = Task.Run(() => LearnAsync(info, embedder));
            return _head;
        }
    }

    private async Task<IIntentHead> LearnAsync(IntentsInfo info, IRequestEmbedder embedder)
    {
        if (info.Trained is { } file) return OpenTrained(info, file, embedder);
        var examples = new List<(int, float[])>();
        for (var i = 0; i < info.Intents.Length; i++)
        {
            foreach (var example in info.Intents[i].Examples)
                examples.Add((i, (await embedder.EmbedAsync(example.Trim(), CancellationToken.None).ConfigureAwait(false)).ToArray()));
        }

        return ExampleHead.Of([.. info.Intents.Select(static i => i.Name)], examples, info.Threshold);
    }

    private TrainedHead OpenTrained(IntentsInfo info, string file, IRequestEmbedder embedder)
    {
        string[] places = [Path.Combine(AppContext.BaseDirectory, file), Path.GetFullPath(file)];
        var path = Array.Find(places, File.Exists) ?? throw Failure($"there is no file '{file}', neither beside the app nor in the current directory");
        try
        {
            using var stream = File.OpenRead(path);
            var head = TrainedHeadFile.Read(stream);
            if (head.Embedder != embedder.Fingerprint)
                throw Failure($"'{file}' was trained with vectors of another embedder; run 'optpolicy train intents' again");
            if (info.Intents.FirstOrDefault(i => !head.Names.Contains(i.Name, StringComparer.OrdinalIgnoreCase)) is { } unknown)
                throw Failure($"'{file}' was trained without the intent '{unknown.Name}'; run 'optpolicy train intents' again");
            return new TrainedHead(info.Threshold is { } threshold ? head with { Threshold = threshold } : head);
        }
        catch (Exception exception) when (exception is IOException or InvalidDataException or UnauthorizedAccessException)
        {
            throw Failure($"'{file}' cannot be read: {exception.Message}", exception);
        }
    }

    private PolicyConfigurationException Failure(string what, Exception? inner = null) => new($"Policy '{runtime.Policy.Name}', intents: {what}.", inner);
}
