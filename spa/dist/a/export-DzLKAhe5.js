async function e(e,t,n,r){let i=(await e.store.chats()).filter(({hidden:e})=>!e).toSorted((e,t)=>t.time-e.time),{handle:a,server:o,primary:s}=t,c={format:`kez-chat/export/v1`,exported_at:new Date(n).toISOString(),account:{address:`${a}@${o}`,primary:s}},l=[JSON.stringify(c,null,2).replace(/\n\}$/,`,
  "conversations": [`)];for(let[t,n]of i.entries()){r(t,i.length);let a={...n.handle!==void 0&&{address:`${n.handle}@${n.server}`},primary:n.peer};l.push(`${t>0?`,`:``}\n    {\n      "with": ${JSON.stringify(a)},\n      "messages": [`);let o=``;for(let t=-1,r=!0;r;){let i=await e.store.range(n.peer,{after:t},500);for(let t of i){let{id:r,mine:i,body:a,time:s,kind:c,state:u,reply:d}=e.view(n,t),f={id:r,from:i?`me`:`them`,at:new Date(s).toISOString(),...c===`text`?{text:a}:{unknown:!0},state:u,...d&&{reply_to:d.id}};l.push(`${o}\n        ${JSON.stringify(f)}`),o=`,`}r=i.length===500,t=i.at(-1)?.order??t}l.push(`
      ]
    }`)}return l.push(`
  ]
}
`),r(i.length,i.length),new Blob(l,{type:`application/json`})}export{e as exportChats};