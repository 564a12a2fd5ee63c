using OptPolicy.Kernels.Models;
using OptPolicy.Kernels.Tests.Models;

namespace OptPolicy.Kernels.Tests;

public sealed class LocalModelRegistryTests
{
    private static readonly LocalModelOptions Quick = new() { Threads = 1, Speculates = false };

    private readonly LocalModelRegistry _registry = new();

    [Fact]
    public async Task EqualOptionsShareTheModel()
    {
        var folder = ModelFolders.Whole();

        using var first = await _registry.OpenAsync(folder, Quick with { Devices = new([Kernels.Devices.DeviceKind.Cpu]) });
        using var second = await _registry.OpenAsync(folder + Path.DirectorySeparatorChar, Quick with { Devices = new([Kernels.Devices.DeviceKind.Cpu]) });

        Assert.Same(first.Model, second.Model);
    }

    [Fact]
    public async Task OtherLanesShareTheWeights()
    {
        var folder = ModelFolders.Whole();

        using var first = await _registry.OpenAsync(folder, Quick);
        using var second = await _registry.OpenAsync(folder, Quick with { Lanes = 2 });

        Assert.NotSame(first.Model, second.Model);
        Assert.Same(first.Model.Tokenizer, second.Model.Tokenizer);
        Assert.Same(first.Model.Device, second.Model.Device);
    }

    [Fact]
    public async Task UsersWhoSpeculateShareTheWeightsOfThoseWhoDoNot()
    {
        var folder = ModelFolders.Whole();

        using var plain = await _registry.OpenAsync(folder, Quick);
        using var speculating = await _registry.OpenAsync(folder, Quick with { Speculates = true, TimingBudget = TimeSpan.FromMilliseconds(5) });

        Assert.Same(plain.Model.Device, speculating.Model.Device);
        Assert.NotNull(speculating.Model.Certificate);
        Assert.Null(plain.Model.Certificate);
    }

    [Fact]
    public async Task SimultaneousUsersOpenOnce()
    {
        var folder = ModelFolders.Whole();
        var weights = new Count();

        var shares = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => Task.Run(() => _registry.OpenAsync(folder, Quick, weights))));

        Assert.Single(shares.Select(share => share.Model).Distinct());
        Assert.Equal(1, weights.Loads);
        foreach (var share in shares)
            share.Dispose();
    }

    [Fact]
    public async Task ModelGoesWithItsLastUserAndComesBackFresh()
    {
        var folder = ModelFolders.Whole();
        var first = await _registry.OpenAsync(folder, Quick);
        var second = await _registry.OpenAsync(folder, Quick);
        var model = first.Model;

        first.Dispose();
        first.Dispose();
        (await model.Lanes.RentAsync(new(new[] { 1 }))).Dispose();
        second.Dispose();

        await Assert.ThrowsAsync<ObjectDisposedException>(() => model.Lanes.RentAsync(new(new[] { 1 })).AsTask());
        using var third = await _registry.OpenAsync(folder, Quick);
        Assert.NotSame(model, third.Model);
    }

    [Fact]
    public async Task FailedOpeningIsTriedAgain()
    {
        var folder = ModelFolders.Whole();
        var tokenizer = Path.Combine(folder, "tokenizer.json");
        var text = await File.ReadAllTextAsync(tokenizer);
        File.Delete(tokenizer);

        await Assert.ThrowsAsync<LocalModelException>(() => _registry.OpenAsync(folder, Quick));
        await File.WriteAllTextAsync(tokenizer, text);

        using var share = await _registry.OpenAsync(folder, Quick);
        Assert.Equal(folder, share.Model.Folder.Path);
    }

    [Fact]
    public async Task CancelledUserDoesNotCancelTheOthers()
    {
        var folder = ModelFolders.Whole();
        using var source = new CancellationTokenSource();
        using var gate = new Gate();
        var impatient = _registry.OpenAsync(folder, Quick, gate, source.Token);
        var patient = _registry.OpenAsync(folder, Quick);

        await source.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => impatient);
        gate.Open();

        using var share = await patient;
        Assert.Equal(folder, share.Model.Folder.Path);
    }

    [Fact]
    public async Task DraftsAreSharedLikeAnyWeights()
    {
        var draft = ModelFolders.Whole();

        using var first = await _registry.OpenAsync(ModelFolders.Whole(), Quick with { DraftFolder = draft });
        using var second = await _registry.OpenAsync(ModelFolders.Whole(), Quick with { DraftFolder = draft });

        Assert.Same(first.Model.Draft!.Tokenizer, second.Model.Draft!.Tokenizer);
    }

    private sealed class Count : IProgress<LoadProgress>
    {
        private int _loads;

        public int Loads => _loads;

        public void Report(LoadProgress value)
        {
            if (value.Stage == LoadStage.Weights)
                Interlocked.Increment(ref _loads);
        }
    }

    /// <summary>Holds an opening back at its first stage.</summary>
    private sealed class Gate : IProgress<LoadProgress>, IDisposable
    {
        private readonly ManualResetEventSlim _opened = new();

        public void Open() => _opened.Set();

        public void Report(LoadProgress value) => _opened.Wait();

        public void Dispose() => _opened.Dispose();
    }
}
