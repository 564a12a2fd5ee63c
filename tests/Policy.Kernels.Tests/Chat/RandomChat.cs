using OptPolicy.Kernels.Chat;
using OptPolicy.Kernels.Models;
using OptPolicy.Kernels.Tests.Models;

namespace OptPolicy.Kernels.Tests.Chat;

/// <summary>A chat with a real model of random weights, written and opened once for all tests of a class.</summary>
public sealed class RandomChat : IAsyncLifetime
{
    public KernelsChatClient Client { get; private set; } = null!;

    public LocalModel Model { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        var folder = RandomModel.Write(TestModels.NewFolder()).Path;
        Model = await LocalModel.OpenAsync(folder, new() { Lanes = 2, Threads = 1, TimingBudget = TimeSpan.FromMilliseconds(50) });
        Client = new KernelsChatClient(Model, ownsModel: true, new() { ModelId = "random" });
    }

    public ValueTask DisposeAsync()
    {
        Client.Dispose();
        return ValueTask.CompletedTask;
    }
}
