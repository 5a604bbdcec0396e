using Signaling.Core.Tests.Cells;

namespace Signaling.Core.Tests.Peers;

/// <summary>What waits for a peer that is not there: the live set, once, in order.</summary>
public sealed class AbsentPeerTests
{
    private readonly Desk _desk = new();

    [Fact]
    public void Join_WhatWaits_ComesOnceInOrder()
    {
        var a = _desk.Join("a");
        a.Message("m1", "b");
        a.Offer("b", "u1");
        a.Candidate("b", "c1", "u1");
        a.Candidate("b", "", "u1");
        a.Message("m2", "b");
        _desk.Pass(29_999);
        var b = _desk.Join("b");

        Assert.Equal(["existing [a]", "message a 1 m1", "offer a 2 n1 u1", "candidate a 3 c1", "candidate a 4", "message a 5 m2"], b.TakeAndAck());
        _desk.Pass(60_000);
        Assert.Equal(["existing []", "joined b b1 impolite", "ack 5"], a.Take());
        Assert.Empty(b.Take());
    }

    [Fact]
    public void Expire_After30Seconds_TellsTheSender()
    {
        var a = _desk.Join("a");
        a.Message("m1", "b");
        _desk.Pass(10_000);
        a.Message("m2", "b");
        _desk.Pass(20_000);
        a.Take();
        var b = _desk.Join("b");

        Assert.Equal(["existing [a]", "message a 2 m2"], b.Take());
        Assert.Equal(["joined b b1 impolite"], a.Take());
    }

    [Fact]
    public void Expire_AllOfIt_ForgetsThePeer()
    {
        var a = _desk.Join("a");
        a.Take();
        a.Offer("b", "u1");
        a.Candidate("b", "c1", "u1");
        a.Candidate("b", "c2", "other");
        _desk.Pass(30_200);

        Assert.Equal(["undelivered 1 b expired", "undelivered 2 b expired", "undelivered 3 b expired", "ack 3"], a.Take());
        a.Leave();
        Assert.True(_desk.Cell.IsEmpty);
    }

    [Fact]
    public void Expire_Offer_TakesItsCandidatesAlong()
    {
        var a = _desk.Join("a");
        a.Take();
        a.Offer("b", "u1");
        _desk.Pass(20_000);
        a.Candidate("b", "c1", "u1");
        _desk.Pass(10_000);
        var b = _desk.Join("b");

        Assert.Equal(["existing [a]"], b.Take());
        Assert.Equal(["undelivered 1 b expired", "undelivered 2 b expired"], a.Take()[..2]);
    }

    [Fact]
    public void Offer_NewerOne_ReplacesTheWaitingOneAndItsCandidates()
    {
        var a = _desk.Join("a");
        a.Offer("b", "u1");
        a.Candidate("b", "c1", "u1");
        a.Message("kept", "b");
        a.Offer("b", "u2");
        a.Candidate("b", "late", "u1");
        a.Candidate("b", "c2", "u2");
        var b = _desk.Join("b");

        Assert.Equal(["existing [a]", "message a 3 kept", "offer a 4 n2 u2", "candidate a 6 c2"], b.TakeAndAck());
        _desk.Pass(200);
        Assert.Equal(["existing []", "joined b b1 impolite", "ack 6"], a.Take());
    }

    [Fact]
    public void Offer_NewerOneOfTheSameGeneration_KeepsTheCandidates()
    {
        var a = _desk.Join("a");
        a.Offer("b", "u1");
        a.Candidate("b", "c1", "u1");
        a.Offer("b", "u1");
        a.Candidate("b", "c2", "u1");
        var b = _desk.Join("b");

        Assert.Equal(["existing [a]", "offer a 3 n2 u1", "candidate a 2 c1", "candidate a 4 c2"], b.Take());
    }

    [Fact]
    public void Offer_OtherConnection_ReplacesNothing()
    {
        var a = _desk.Join("a");
        a.Offer("b", "u1", "x");
        a.Offer("b", "u2", "y");
        var b = _desk.Join("b");

        Assert.Equal(["existing [a]", "offer a 1 n1 [x] u1", "offer a 2 n1 [y] u2"], b.Take());
    }

    [Fact]
    public void Offer_ToASuspendedPeer_IsReplacedTheSameWay()
    {
        var (a, b) = _desk.JoinTwo();
        b.Cut();
        a.Offer("b", "u1");
        a.Candidate("b", "c1", "u1");
        a.Offer("b", "u2");
        b.Resume();

        Assert.Equal(["resumed whole seen 0 [a]", "offer a 3 n2 u2"], b.Take());
    }

    [Fact]
    public void Offer_AlreadySent_IsNotReplaced()
    {
        var (a, b) = _desk.JoinTwo();
        b.Deafen();
        a.Offer("b", "u1");
        b.Cut();
        a.Offer("b", "u2");
        b.Resume();

        Assert.Equal(["resumed whole seen 0 [a]", "offer a 1 n1 u1", "offer a 2 n2 u2"], b.Take());
    }

    [Fact]
    public void Join_MeantForAnotherPage_IsNotShown()
    {
        var a = _desk.Join("a");
        a.Take();
        a.Message("m", "b", instance: "b0");
        var b = _desk.Join("b");

        Assert.Equal(["existing [a]"], b.Take());
        Assert.Equal(["undelivered 1 b peer-reset", "joined b b1 impolite"], a.Take());
    }

    [Fact]
    public void Join_AfterTheSenderLeft_GetsNothingOfIt()
    {
        var a = _desk.Join("a");
        a.Message("m", "b");
        a.Candidate("b", "held", "u");
        a.Leave();

        Assert.Equal(["existing []"], _desk.Join("b").Take());
    }

    [Fact]
    public void Join_AfterTheSenderLeftASettlingRoom_GetsNothingOfIt()
    {
        var desk = new Desk(settledAt: Desk.Start + 60_000);
        var a = desk.Join("a");
        a.Message("m", "b");
        a.Candidate("b", "held", "u");
        a.Leave();

        Assert.Equal(["existing []"], desk.Join("b").Take());
    }

    [Fact]
    public void Join_AfterTheSenderReloaded_GetsOnlyWhatTheNewPageSent()
    {
        _desk.Join("a").Message("old", "b");
        _desk.Join("a", instance: "a2", ticket: "a1").Message("new", "b");

        Assert.Equal(["existing [a]", "message a 1 new"], _desk.Join("b").Take());
    }

    [Fact]
    public void Join_SuspendedSender_ItsMessagesComeAllTheSame()
    {
        var a = _desk.Join("a");
        a.Message("m", "b");
        a.Cut();

        Assert.Equal(["existing [(a)]", "message a 1 m"], _desk.Join("b").Take());
    }
}
