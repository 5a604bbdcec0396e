using System.Net;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Signaling.Gateway.Auth;
using Signaling.Gateway.Engine;

namespace Signaling.Gateway.Tests.Api;

/// <summary>A cluster that cannot be reached is told as one: it is no fault of the gateway's, and no empty list.</summary>
public sealed class UnreachableTests
{
    [Theory]
    [InlineData("/api/v1/rooms")]
    [InlineData("/api/v1/rooms/room")]
    [InlineData("/api/v1/rooms/room/peers/alice")]
    [InlineData("/api/v1/stats")]
    public async Task ACluster_OutOfReach_IsToldWith503(string path)
    {
        await using var gateway = await TestGateway.StartAsync(null, null, [], builder => builder.Services.AddSingleton<IRoomDirectory, FarAway>());
        using var http = new HttpClient();
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", gateway.Services.GetRequiredService<AdminAccess>().MadeToken);

        using var response = await http.GetAsync(new Uri(gateway.Address, path));

        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        Assert.Equal("server-lost", (string)JsonNode.Parse(await response.Content.ReadAsStringAsync())!["code"]!);
        Assert.Empty(gateway.Log.Faults);
    }

    private sealed class FarAway : IRoomDirectory
    {
        public DirectoryScope Scope => DirectoryScope.Cluster;

        public ValueTask<(int Rooms, int Peers)> CountAsync() => throw new EngineUnreachableException(new TimeoutException());

        public ValueTask<IReadOnlyList<RoomSummary>> ListAsync(string prefix, string? after, int max) => throw new EngineUnreachableException(new TimeoutException());

        public ValueTask<RoomSight?> FindAsync(string room) => throw new EngineUnreachableException(new TimeoutException());
    }
}
