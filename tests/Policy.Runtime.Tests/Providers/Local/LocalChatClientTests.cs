using Microsoft.Extensions.AI;
using Microsoft.Extensions.Time.Testing;
using OptPolicy.Kernels.Models;
using OptPolicy.Runtime.Tests.Pipeline;

namespace OptPolicy.Runtime.Tests.Providers.Local;

public sealed class LocalChatClientTests
{
    private static readonly ModelInfo Model = new(0, "desk", ModelProvider.Onnx);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task NothingIsLoadedBeforeSomebodyAsksAndOneLoadServesAll()
    {
        var inner = new FakeModel();
        var opening = new TaskCompletionSource<IChatClient>();
        var loads = 0;
        using var client = new LocalChatClient(Model, _ => { Interlocked.Increment(ref loads); return opening.Task; }, TimeProvider.System);

        Assert.Null(client.GetService(typeof(FakeModel)));
        Assert.Equal(("optpolicy.onnx", "desk"), (client.GetService<ChatClientMetadata>()?.ProviderName, client.GetService<ChatClientMetadata>()?.DefaultModelId));
        Assert.Equal(0, loads);

        Task<ChatResponse>[] asked = [client.GetResponseAsync("one", cancellationToken: Token), client.GetResponseAsync("two", cancellationToken: Token)];
        opening.SetResult(inner);
        await Task.WhenAll(asked);

        Assert.Equal((1, 2), (loads, inner.Calls));
    }

    [Fact]
    public async Task CallerThatGivesUpDoesNotStopTheLoad()
    {
        var opening = new TaskCompletionSource<IChatClient>();
        CancellationToken given = default;
        using var client = new LocalChatClient(Model, token => { given = token; return opening.Task; }, TimeProvider.System);
        using var patience = new CancellationTokenSource();

        var asked = client.GetResponseAsync("one", cancellationToken: patience.Token);
        await patience.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => asked);

        Assert.False(given.IsCancellationRequested);
        opening.SetResult(new FakeModel(Answer.Text("late")));
        Assert.Equal("late", (await client.GetResponseAsync("two", cancellationToken: Token)).Text);
    }

    [Fact]
    public async Task FailedLoadIsTriedAgainOnlyAfterAPause()
    {
        var clock = new FakeTimeProvider();
        var loads = 0;
        using var client = new LocalChatClient(
            Model,
            _ => Interlocked.Increment(ref loads) == 1 ? throw new PolicyConfigurationException("broken") : Task.FromResult<IChatClient>(new FakeModel(Answer.Text("repaired"))),
            clock);

        await Assert.ThrowsAsync<PolicyConfigurationException>(() => client.GetResponseAsync("one", cancellationToken: Token));
        await Assert.ThrowsAsync<PolicyConfigurationException>(() => client.GetResponseAsync("two", cancellationToken: Token));
        Assert.Equal(1, loads);

        clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal("repaired", (await client.GetResponseAsync("three", cancellationToken: Token)).Text);
    }

    [Fact]
    public async Task ModelThatWasBeingLoadedIsDisposedAfterItsClient()
    {
        var opening = new TaskCompletionSource<IChatClient>();
        var inner = new FakeModel();
        var client = new LocalChatClient(Model, _ => opening.Task, TimeProvider.System);
        client.Preload();

        client.Dispose();
        client.Dispose();
        opening.SetResult(inner);

        await Assert.ThrowsAsync<ObjectDisposedException>(() => client.GetResponseAsync("one", cancellationToken: Token));
        while (!inner.IsDisposed)
        {
            Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }

    [Theory]
    [InlineData("none", "there is no folder 'none', neither beside the app nor in the current directory")]
    [InlineData("", "holds no")]
    public async Task FolderWithoutAModelNamesPolicyModelAndSetting(string folder, string reason)
    {
        using var client = LocalModels.Create("Desk", Model with { ProviderArgument = folder.Length == 0 ? Path.GetTempPath() : folder }, services: null, new PolicyChatClientOptions());

        var error = await Assert.ThrowsAsync<PolicyConfigurationException>(() => client.GetResponseAsync("one", cancellationToken: Token));

        Assert.StartsWith("Policy 'Desk', model 'desk', setting 'provider': ", error.Message, StringComparison.Ordinal);
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
        Assert.IsType<LocalModelException>(error.InnerException);
    }
}
