using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;

namespace Signaling.Gateway.Tests.Homes;

/// <summary>Two gateways with one ticket key that reach each other, and a client whom nothing keeps at one of them.</summary>
public abstract class TwoGateways : IAsyncLifetime
{
    private readonly string _key = Convert.ToBase64String(RandomNumberGenerator.GetBytes(32));
    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromSeconds(15) };
    private readonly List<TestGateway> _gateways = [];

    internal TestGateway First { get; private set; } = null!;

    internal TestGateway Second { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        First = await StartAsync();
        Second = await StartAsync();
    }

    public async Task DisposeAsync()
    {
        _http.Dispose();
        foreach (var gateway in _gateways)
        {
            await gateway.StopAsync(); // SignalR wants to be told
            await gateway.DisposeAsync();
        }

        var faults = string.Join("\n", _gateways.SelectMany(gateway => gateway.Log.Faults));
        Assert.True(faults.Length == 0, faults);
    }

    /// <param name="internalUrl">What it believes its address to be; null for the right one.</param>
    internal async Task<TestGateway> StartAsync(string? internalUrl = null)
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        var own = $"http://127.0.0.1:{((IPEndPoint)probe.LocalEndpoint).Port}";
        probe.Stop();
        var gateway = await TestGateway.StartAsync(null, null, [$"TicketKey={_key}", $"InternalUrl={internalUrl ?? own}"], url: own);
        _gateways.Add(gateway);
        return gateway;
    }

    internal Task StopAsync(TestGateway gateway)
    {
        _gateways.Remove(gateway);
        return gateway.DisposeAsync().AsTask();
    }

    internal async Task<(HttpStatusCode Status, string Body)> AskAsync(
        TestGateway gateway, HttpMethod method, string pathAndQuery, string? body = null, CancellationToken cancellation = default)
    {
        using var answer = await SendAsync(gateway, method, pathAndQuery, body, cancellation: cancellation);
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync(cancellation));
    }

    internal async Task<HttpResponseMessage> SendAsync(
        TestGateway gateway, HttpMethod method, string pathAndQuery, string? body = null, Action<HttpRequestMessage>? prepare = null, CancellationToken cancellation = default)
    {
        using var request = new HttpRequestMessage(method, new Uri(gateway.Address, pathAndQuery)) { Content = body is null ? null : new StringContent(body) };
        prepare?.Invoke(request);
        return await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation);
    }
}
