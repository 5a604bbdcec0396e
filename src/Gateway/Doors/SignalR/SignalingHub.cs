using System.Text.Json;
using Microsoft.AspNetCore.SignalR;
using Signaling.Gateway.Connections;
using Signaling.Gateway.Sessions;

namespace Signaling.Gateway.Doors.SignalR;

/// <summary>
/// The native protocol's operations as hub methods (docs/signalr.md): each takes one object, the native message without its type. A hub
/// object lives for one call; what lasts is its <see cref="SignalRConnection"/>.
/// </summary>
public sealed class SignalingHub(IServiceProvider services) : Hub<ISignalingClient>
{
    public void JoinRoom(JsonElement fields) => Take(NativeType.JoinRoom, fields);

    public void Resume(JsonElement fields) => Take(NativeType.Resume, fields);

    public void Offer(JsonElement fields) => Take(NativeType.Offer, fields);

    public void Answer(JsonElement fields) => Take(NativeType.Answer, fields);

    public void IceCandidate(JsonElement fields) => Take(NativeType.IceCandidate, fields);

    public void Message(JsonElement fields) => Take(NativeType.Message, fields);

    public void Applied(JsonElement fields) => Take(NativeType.Applied, fields);

    public void Ack(JsonElement fields) => Take(NativeType.Ack, fields);

    public void Update(JsonElement fields) => Take(NativeType.Update, fields);

    public void State(JsonElement fields) => Take(NativeType.State, fields);

    public void Token(JsonElement fields) => Take(NativeType.Token, fields);

    public void Kick(JsonElement fields) => Take(NativeType.Kick, fields);

    public void CloseRoom(JsonElement fields) => Take(NativeType.CloseRoom, fields);

    public void LeaveRoom(JsonElement fields) => Take(NativeType.LeaveRoom, fields);

    public void Ping(JsonElement fields) => Take(NativeType.Ping, fields);

    public override Task OnConnectedAsync()
    {
        var wire = HubWire.Of(Context);
        var transport = new SignalRTransport(Context, Clients.Caller, wire, services.GetRequiredService<TransportLimits>());
        var connection = new SignalRConnection(
            services.GetRequiredService<SessionServices>(), transport, wire, SocketWatch.SocketOf(Context), TokenOf(Context), services.GetRequiredService<ILogger<SignalRConnection>>());
        Context.Items[typeof(SignalRConnection)] = connection;
        services.GetRequiredService<ConnectionTable>().Add(connection);
        services.GetRequiredService<SignalRShutdown>().Add(connection);
        return Task.CompletedTask;
    }

    public override Task OnDisconnectedAsync(Exception? exception)
    {
        if (!Context.Items.TryGetValue(typeof(SignalRConnection), out var item) || item is not SignalRConnection connection) return Task.CompletedTask;
        services.GetRequiredService<ConnectionTable>().Remove(connection);
        services.GetRequiredService<SignalRShutdown>().Remove(connection);
        connection.OnClosed();
        return Task.CompletedTask;
    }

    /// <summary>As @microsoft/signalr sends it: in the query where a browser can set no header.</summary>
    private static string? TokenOf(HubCallerContext context) =>
        context.GetHttpContext() is not { } http ? null
        : http.Request.Query["access_token"] is [{ } token, ..] ? token : Handshake.BearerOf(http.Request.Headers.Authorization);

    private void Take(NativeType type, JsonElement fields)
    {
        var connection = (SignalRConnection)Context.Items[typeof(SignalRConnection)]!;
        if (connection.OnInvocation(type, fields) is { } fault) throw HubWire.Exception(fault);
    }
}
