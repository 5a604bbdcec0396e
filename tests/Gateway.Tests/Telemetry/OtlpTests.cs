using System.Collections.Concurrent;
using System.Net;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;
using Signaling.TestKit;

namespace Signaling.Gateway.Tests.Telemetry;

/// <summary>Metrics, traces and logs reach a collector that speaks OTLP over HTTP.</summary>
public sealed class OtlpTests
{
    [Fact]
    public async Task AllThree_AreSent_AndNamed()
    {
        var got = new ConcurrentDictionary<string, string>();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        await using var collector = builder.Build();
        collector.Run(async context =>
        {
            var body = new MemoryStream();
            await context.Request.Body.CopyToAsync(body);
            got.AddOrUpdate(context.Request.Path, _ => Encoding.Latin1.GetString(body.ToArray()), (_, before) => before + Encoding.Latin1.GetString(body.ToArray()));
        });
        await collector.StartAsync();
        await using (var gateway = await TestGateway.StartAsync(
            null, null, [$"Telemetry:OtlpEndpoint={collector.Urls.Single()}", "Telemetry:OtlpIntervalMs=200"], own => own.Logging.AddFilter("OpenTelemetry", LogLevel.None)))
        {
            await using var alice = await NativeClient.ConnectAsync(gateway.Door());
            await alice.SendAsync("""{"type":"join-room","room":"r","data":"SECRET"}""");
            await alice.NextAsync("existing-peers");
            await Eventually.TrueAsync(() => Has("/v1/metrics", "signaling.session.start.duration"), () => "no metrics came");

            await gateway.StopAsync(); // what waits is sent
        }

        Assert.True(Has("/v1/metrics", "signaling-gateway"));
        Assert.True(Has("/v1/metrics", "signaling.connections") && Has("/v1/metrics", "dotnet.process.cpu.time"));
        Assert.True(Has("/v1/traces", "signaling.session.start"));
        Assert.True(Has("/v1/logs", "Now listening on"));
        Assert.DoesNotContain(got.Values, text => text.Contains("SECRET", StringComparison.Ordinal));

        bool Has(string path, string text) => got.TryGetValue(path, out var body) && body.Contains(text, StringComparison.Ordinal);
    }
}
