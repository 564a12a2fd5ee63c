using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Garnet;
using Garnet.server;

namespace OptPolicy.Stores.Redis.Tests;

/// <summary>Garnet in this process, with scripts and vector sets; one for all tests of the suite.</summary>
public sealed class GarnetServerInProcess : IDisposable
{
    private readonly int _port = FreePort();
    private readonly GarnetServer _server;

    public GarnetServerInProcess()
    {
        _server = new GarnetServer(new GarnetServerOptions
        {
            EndPoints = [new IPEndPoint(IPAddress.Loopback, _port)],
            EnableLua = true,
            LuaOptions = new LuaOptions(),
            EnableVectorSetPreview = true,
            QuietMode = true,
            LogMemorySize = "64m",
            IndexMemorySize = "16m",
        });
        _server.Start();
    }

    public string ConnectionString => string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{_port},allowAdmin=true");

    public void Dispose() => _server.Dispose();

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
