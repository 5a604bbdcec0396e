using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Signaling.Core;
using Signaling.Grains.Abstractions.Hosting;
using Signaling.Grains.Hosting;
using Signaling.Silo;

namespace Signaling.Grains.Tests.Cluster;

/// <summary>Silos in this process that are reached over TCP, as silos of their own are: each gateway is a client of its own, and its answers go their own ways.</summary>
internal sealed class TcpSilos : IAsyncDisposable
{
    private readonly List<IHost> _silos = [];
    private readonly List<string> _gateways = [];

    /// <summary>The settings of a gateway that finds them.</summary>
    public IReadOnlyList<string> Settings => ["Cluster:Clustering=Static", .. _gateways.Select((address, n) => $"Cluster:Silos:{n}={address}")];

    public static async Task<TcpSilos> StartAsync(int count)
    {
        var silos = new TcpSilos();
        var ports = FreePorts(2 * count);
        for (var n = 0; n < count; n++)
        {
            var options = new ClusterOptions { Clustering = Clustering.Localhost, SiloPort = ports[2 * n], GatewayPort = ports[(2 * n) + 1], PrimarySiloPort = ports[0] };
            var builder = Host.CreateApplicationBuilder();
            builder.Logging.SetMinimumLevel(LogLevel.Error);
            builder.UseOrleans(silo => silo.Join(options).AddSignaling(new Limits()).TuneFailover());
            var host = builder.Build();
            silos._silos.Add(host);
            await host.StartAsync();
            silos._gateways.Add(string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{options.GatewayPort}"));
        }

        return silos;
    }

    /// <summary>The last first: the first keeps the list of the others.</summary>
    public async ValueTask DisposeAsync()
    {
        foreach (var silo in Enumerable.Reverse(_silos))
        {
            await silo.StopAsync();
            silo.Dispose();
        }
    }

    private static int[] FreePorts(int count)
    {
        var probes = Enumerable.Range(0, count).Select(_ => new TcpListener(IPAddress.Loopback, 0)).ToList();
        foreach (var probe in probes) probe.Start();
        int[] ports = [.. probes.Select(probe => ((IPEndPoint)probe.LocalEndpoint).Port)];
        foreach (var probe in probes) probe.Stop();
        return ports;
    }
}
