using System.Buffers.Binary;
using StackExchange.Redis;

namespace OptPolicy.Stores.Redis.Tests;

public sealed class PartitionMirrorTests
{
    private readonly SortedDictionary<long, string> _server = [];
    private long _last;

    [Fact]
    public async Task WhatLeftTheServerLeavesTheCopyToo()
    {
        using var mirror = new PartitionMirror(3);
        for (var i = 0; i < 6000; i++)
        {
            _server.Add(++_last, $"{i}");
            _server.Remove(_last - 10);
            if (i % 20 == 0)
                await mirror.CatchUpAsync(Since, epoch: 0, TestContext.Current.CancellationToken);
        }

        await mirror.CatchUpAsync(Since, epoch: 0, TestContext.Current.CancellationToken);
        Assert.InRange(mirror.Count, 10, 1200);
        var query = new SemanticQuery("desk", "", "", new float[] { 1, 0, 0 }, 0.9f, 2000);
        Assert.Empty(_server.Keys.Except(mirror.Search(query, DateTimeOffset.UnixEpoch, 2000).Select(static m => m.Number)));
    }

    [Fact]
    public async Task AServerThatCountsFromTheBeginningIsReadAnew()
    {
        using var mirror = new PartitionMirror(3);
        for (_last = 0; _last < 10;)
            _server.Add(++_last, $"old {_last}");
        await mirror.CatchUpAsync(Since, epoch: 0, TestContext.Current.CancellationToken);
        _server.Clear();
        _server.Add(_last = 1, "new");
        await mirror.CatchUpAsync(Since, epoch: 0, TestContext.Current.CancellationToken);

        Assert.Equal(1, mirror.Count);
    }

    /// <summary>Answers as the script does.</summary>
    private Task<RedisResult[]> Since(long after, int count, RedisValue[] doubtful)
    {
        var gone = doubtful.Chunk(2).Where(d => !_server.ContainsKey((long)d[1])).Select(static d => d[1]).ToArray();
        RedisValue[] added = [.. _server.Where(e => e.Key > after).Take(count).SelectMany(static e => new RedisValue[] { e.Key, e.Value, DateTimeOffset.MaxValue.UtcTicks, OneZeroZero() })];
        return Task.FromResult<RedisResult[]>([RedisResult.Create(_last), RedisResult.Create(0), RedisResult.Create(_server.Count), RedisResult.Create(gone), RedisResult.Create(added)]);
    }

    private static byte[] OneZeroZero()
    {
        var bytes = new byte[3 * sizeof(float)];
        BinaryPrimitives.WriteSingleLittleEndian(bytes, 1);
        return bytes;
    }
}
