using OptPolicy.Kernels.Chat;
using OptPolicy.Runtime.Tests.Pipeline;
using static OptPolicy.Runtime.Tests.Caching.Semantic.SemanticDesk;

namespace OptPolicy.Runtime.Tests.Caching.Semantic;

public sealed class DraftOfferTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task TheAnswerToANearQuestionIsADraftForALocalModel()
    {
        using var desk = Of(LocalPolicy(Settings), Vectors, new FakeModel(Answer.Text("Press the link."), Answer.Text("Do not press it.")));
        await desk.AskAsync(Reset, cancellationToken: Token);
        Assert.Equal("Do not press it.", (await desk.AskAsync(Negated, cancellationToken: Token)).Text);

        Assert.Equal([[], ["Press the link."]], desk.Models[0].Requests.Select(Drafts));
    }

    [Fact]
    public async Task RemoteModelsAreOfferedNone()
    {
        using var desk = Of(Settings, new FakeModel());
        await desk.AskAsync(Reset, cancellationToken: Token);
        await desk.AskAsync(Negated, cancellationToken: Token);

        Assert.All(desk.Models[0].Requests, static r => Assert.Null(r.Options?.RawRepresentationFactory));
    }

    [Fact]
    public async Task WhatAUserMayNotSeeIsNoDraftForThatUser()
    {
        using var desk = Of(LocalPolicy(Settings with { ShareAfterUsers = 2 }), Vectors, new FakeModel(Answer.Text("Press the link.")));
        await desk.AskAsync(Reset, new Microsoft.Extensions.AI.ChatOptions().WithUser("ann"), Token);
        await desk.AskAsync(Negated, new Microsoft.Extensions.AI.ChatOptions().WithUser("bob"), Token);

        Assert.All(desk.Models[0].Requests, static r => Assert.Empty(Drafts(r)));
    }

    private static HandPolicy LocalPolicy(SemanticCacheSettings settings) => new()
    {
        ModelTable = [HandPolicy.Model(0, "a") with { Provider = ModelProvider.Onnx }],
        EmbedderTable = [new EmbedderInfo("planted", EmbedderSource.Client, null)],
        SemanticCacheValue = settings,
    };

    private static IReadOnlyList<string> Drafts((IReadOnlyList<Microsoft.Extensions.AI.ChatMessage> Messages, Microsoft.Extensions.AI.ChatOptions? Options) request) =>
        request.Options?.RawRepresentationFactory?.Invoke(new FakeModel()) is KernelsChatOptions own ? own.DraftHints : [];
}
