using System.Net.WebSockets;

namespace Signaling.Gateway.Tests.SocketIo;

/// <summary>The requirements of Socket.IO 5, which the official suite checks, too: on a WebSocket, at an echo.</summary>
public sealed class SocketIoProtocolTests : EngineTest
{
    [Theory]
    [InlineData("40", "40{\"sid\":\"echo\"}", "42[\"auth\",{}]")]
    [InlineData("40{\"token\":\"123\"}", "40{\"sid\":\"echo\"}", "42[\"auth\",{\"token\":\"123\"}]")]
    [InlineData("40/custom,", "40/custom,{\"sid\":\"echo\"}", "42/custom,[\"auth\",{}]")]
    [InlineData("40/custom,{\"token\":\"abc\"}", "40/custom,{\"sid\":\"echo\"}", "42/custom,[\"auth\",{\"token\":\"abc\"}]")]
    [InlineData("40/nowhere", "44/nowhere,{\"message\":\"Invalid namespace\"}", null)]
    public async Task Connect_ToANamespace_IsAnswered(string packet, string answer, string? next)
    {
        using var socket = await OpenSocketAsync(door: "socket.io");
        await SendAsync(socket, packet);

        Assert.Equal(answer, await NextAsync(socket));
        if (next is not null) Assert.Equal(next, await NextAsync(socket));
    }

    [Theory]
    [InlineData("42[\"message\",1,\"2\",{\"3\":[true]}]", "42[\"message-back\",1,\"2\",{\"3\":[true]}]")]
    [InlineData("42456[\"message-with-ack\",1,{\"3\":[false]}]", "43456[1,{\"3\":[false]}]")]
    public async Task Event_AndItsAcknowledgement(string packet, string answer)
    {
        using var socket = await ConnectedAsync();
        await SendAsync(socket, packet);

        Assert.Equal(answer, await NextAsync(socket));
    }

    [Theory]
    [InlineData("452-[\"message\",{\"_placeholder\":true,\"num\":0},{\"_placeholder\":true,\"num\":1}]", "452-[\"message-back\",{\"_placeholder\":true,\"num\":0},{\"_placeholder\":true,\"num\":1}]")]
    [InlineData("452-789[\"message-with-ack\",{\"_placeholder\":true,\"num\":1},{\"_placeholder\":true,\"num\":0}]", "462-789[{\"_placeholder\":true,\"num\":1},{\"_placeholder\":true,\"num\":0}]")]
    public async Task Attachments_FollowTheirPacket(string packet, string answer)
    {
        using var socket = await ConnectedAsync();
        await SendAsync(socket, packet);
        await SendBinaryAsync(socket, 1, 2, 3);
        await SendBinaryAsync(socket, 4, 5);

        Assert.Equal(answer, await NextAsync(socket));
        Assert.Equal("#010203", await NextAsync(socket));
        Assert.Equal("#0405", await NextAsync(socket));
    }

    [Fact]
    public async Task Attachments_ComePolled_AsBase64()
    {
        var sid = await OpenPolledAsync("socket.io");
        await PushAsync(sid, "40", "socket.io");
        Assert.Equal("40{\"sid\":\"echo\"}\u001e42[\"auth\",{}]", (await PollAsync(sid, door: "socket.io")).Body);
        await PushAsync(sid, "451-[\"message\",{\"_placeholder\":true,\"num\":0}]\u001ebAQID", "socket.io");

        Assert.Equal("451-[\"message-back\",{\"_placeholder\":true,\"num\":0}]\u001ebAQID", (await PollAsync(sid, door: "socket.io")).Body);
    }

    [Fact]
    public async Task Disconnect_LeavesOneNamespace_AndTheConnectionOpen()
    {
        using var socket = await ConnectedAsync();
        await SendAsync(socket, "40/custom");
        await NextAsync(socket);
        await NextAsync(socket);
        await SendAsync(socket, "41/custom");
        await SendAsync(socket, "42[\"message\",1]");
        Assert.Equal("42[\"message-back\",1]", await NextAsync(socket));
        await SendAsync(socket, "41");
        await SendAsync(socket, "40/custom");

        Assert.Equal("40/custom,{\"sid\":\"echo\"}", await NextAsync(socket));
    }

    [Theory]
    [InlineData("4abc")]
    [InlineData("42{}")]
    [InlineData("42[]")]
    [InlineData("42[null]")]
    [InlineData("42abc[\"message\"]")]
    [InlineData("42[\"connect\"]")]
    [InlineData("42/elsewhere,[\"message\"]")]
    [InlineData("40")]
    [InlineData("451-[\"message\",{\"_placeholder\":true,\"num\":0}]", "42[\"message\"]")]
    [InlineData("4599-[\"message\"]")]
    public async Task WhatBreaksTheProtocol_EndsTheConnection(params string[] packets)
    {
        using var socket = await ConnectedAsync();
        foreach (var packet in packets) await SendAsync(socket, packet);

        Assert.Equal("closed 1002", await NextAsync(socket));
    }

    [Fact]
    public async Task AnAttachmentNobodyAnnounced_EndsTheConnection()
    {
        using var socket = await ConnectedAsync();
        await SendBinaryAsync(socket, 1);

        Assert.Equal("closed 1002", await NextAsync(socket));
    }

    [Fact]
    public async Task NoNamespace_InTime_EndsTheConnection()
    {
        using var socket = await OpenSocketAsync(door: "socket.io");
        for (var pings = 0; pings < 3; pings++)
        {
            Pass(EchoHost.PingIntervalMs);
            Assert.Equal("2", await NextAsync(socket));
            await SendAsync(socket, "3"); // alive it is
            await SendAsync(socket, "40/nowhere");
            Assert.StartsWith("44/nowhere", await NextAsync(socket), StringComparison.Ordinal);
        }

        Pass(EchoHost.ConnectTimeoutMs - (3 * EchoHost.PingIntervalMs));
        Assert.Equal("closed 4001", await NextAsync(socket));
    }

    private async Task<ClientWebSocket> ConnectedAsync()
    {
        var socket = await OpenSocketAsync(door: "socket.io");
        await SendAsync(socket, "40");
        await NextAsync(socket);
        await NextAsync(socket);
        return socket;
    }
}
