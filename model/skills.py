"""The shipped taxonomy: skill families, skills and the names under which people write them.

One line a skill: `family | name | alias ; alias`. The name itself is an alias. Names and aliases are
Portuguese and English; case, accents, gender and plural don't matter, see `model.text`. A skill whose
alias contains another skill's alias implies it: who knows "spring boot" knows "spring".
"""

# ruff: noqa: E501 - a table of skills reads by line

from __future__ import annotations

TABLE = """
java | java | j2ee ; jee ; java ee ; jakarta ee ; java 8 ; java 11 ; java 17 ; core java
java | spring | spring framework ; spring boot ; springboot ; spring mvc
java | hibernate | jpa
java | jboss | wildfly
java | weblogic | websphere
java | quarkus | micronaut
java | jsf | primefaces
java | junit | mockito
java | maven | gradle
java | kotlin |
dotnet | .net | dotnet ; .net core ; asp.net ; dot net ; vb.net ; dotnet core
dotnet | c# | csharp ; c sharp
dotnet | entity framework | ef core
dotnet | wpf | winforms ; windows forms ; xamarin
dotnet | vb6 | visual basic
python | python | python3
python | django |
python | flask |
python | fastapi |
python | pandas | numpy
web | javascript | ecmascript ; es6
web | typescript |
web | react | reactjs ; react.js ; next.js ; nextjs ; redux
web | angular | angularjs ; angular.js
web | vue | vuejs ; vue.js ; nuxt
web | node | nodejs ; node.js ; express.js ; nestjs
web | html | html5
web | css | css3 ; sass ; scss ; less css ; tailwind ; bootstrap
web | jquery | ajax
web | frontend | front-end ; front end
web | webpack | vite ; babel
php | php | php7 ; php8
php | laravel |
php | symfony | zend ; codeigniter
php | wordpress | drupal ; joomla ; magento
ruby | ruby | ruby on rails ; rails
native | c++ | cpp ; c plus plus
native | linguagem c | ansi c ; clang
native | golang | go lang ; linguagem go
native | rust lang | rust
native | scala |
native | delphi | object pascal
native | embarcados | sistemas embarcados ; embedded ; firmware ; microcontroladores
native | perl |
mobile | android | android studio
mobile | ios | swift ; objective c ; objective-c
mobile | react native |
mobile | flutter | dart
mobile | ionic | cordova
backend | backend | back-end ; back end
backend | full stack | fullstack ; full-stack
backend | rest | api rest ; apis rest ; restful ; rest api ; rest apis ; web api ; webapi
backend | soap | web services ; webservices ; webservice ; wsdl
backend | graphql |
backend | microsservicos | microservices ; micro servicos ; microservicos ; micro-servicos ; microsservico ; microservice
backend | mensageria | messaging ; message broker
backend | kafka | apache kafka
backend | rabbitmq | activemq ; ibm mq ; mqseries
backend | design patterns | padroes de projeto
backend | orientacao a objetos | programacao orientada a objetos ; object oriented ; oop ; poo
backend | arquitetura de software | software architecture ; arquitetura de solucoes ; solution architecture
backend | ddd | domain driven design ; clean architecture
backend | clean code | codigo limpo ; principios solid
backend | tdd | bdd ; test driven development
backend | testes unitarios | unit tests ; unit testing ; testes automatizados unitarios
data_base | sql | structured query language ; t-sql ; tsql
data_base | sql server | mssql ; ms sql ; microsoft sql server
data_base | oracle | oracle database ; oracle db
data_base | pl/sql | plsql
data_base | postgresql | postgres ; postgre
data_base | mysql | mariadb
data_base | db2 | ibm db2
data_base | mongodb | mongo ; nosql
data_base | redis | memcached
data_base | cassandra | dynamodb
data_base | elasticsearch | elastic search ; elk ; kibana ; opensearch
data_base | banco de dados | bancos de dados ; database ; databases ; sgbd
data_base | administracao de banco de dados | dba ; database administration
data_base | modelagem de dados | data modeling ; data modelling ; modelo de dados
analytics | power bi | powerbi ; pbi
analytics | tableau |
analytics | qlik | qlikview ; qliksense ; qlik sense
analytics | business intelligence | bi ; inteligencia de negocios ; microstrategy ; cognos
analytics | etl | elt ; ssis ; ssrs ; ssas ; integration services
analytics | informatica powercenter | powercenter ; datastage ; talend ; pentaho ; odi
analytics | data warehouse | dw ; datawarehouse ; data lake ; datalake
analytics | big data | bigdata ; hadoop ; hive ; hdfs
analytics | spark | pyspark ; apache spark ; databricks
analytics | airflow | apache airflow
analytics | engenharia de dados | data engineering ; engenheiro de dados ; data engineer
analytics | analise de dados | data analysis ; data analytics ; analista de dados ; data analyst
analytics | ciencia de dados | data science ; cientista de dados ; data scientist
analytics | machine learning | aprendizado de maquina ; deep learning ; scikit-learn ; tensorflow ; pytorch
analytics | inteligencia artificial | artificial intelligence ; ia generativa ; llm
analytics | estatistica | statistics
analytics | linguagem r | rlang ; rstudio
analytics | sas | sas guide
analytics | snowflake | redshift ; bigquery
cloud | aws | amazon web services ; ec2 ; s3 ; aws lambda
cloud | azure | microsoft azure
cloud | gcp | google cloud
cloud | cloud computing | computacao em nuvem ; cloud ; nuvem
cloud | kubernetes | k8s ; openshift ; aks ; eks
cloud | docker | containers ; conteineres
cloud | terraform | infraestrutura como codigo ; infrastructure as code ; cloudformation
cloud | ansible | puppet ; chef puppet
cloud | devops | sre ; site reliability
cloud | ci/cd | integracao continua ; continuous integration ; entrega continua ; pipeline ci
cloud | jenkins | gitlab ci ; bamboo
cloud | azure devops | tfs ; vsts
cloud | git | github ; gitlab ; bitbucket ; svn ; subversion
cloud | observabilidade | grafana ; prometheus ; datadog ; dynatrace ; new relic ; splunk
infra | linux | unix ; red hat ; redhat ; centos ; debian ; ubuntu ; aix
infra | windows server | administracao windows
infra | active directory | ldap ; gpo
infra | vmware | hyper-v ; virtualizacao ; virtualization ; esxi
infra | redes | networking ; redes de computadores ; network ; tcp/ip ; tcp ip
infra | cisco | ccna ; ccnp ; roteadores ; switches
infra | firewall | fortinet ; palo alto ; checkpoint ; vpn
infra | voip | telefonia ; telecom ; telecomunicacoes
infra | storage | netapp ; san storage
infra | backup | veeam ; netbackup
infra | shell script | bash ; shell scripting ; shellscript
infra | powershell |
infra | exchange | office 365 ; o365 ; microsoft 365
infra | zabbix | nagios
infra | monitoramento | monitoring ; noc
infra | controle de jobs | control-m ; control m ; autosys ; tivoli workload
infra | mainframe | z/os ; zos ; as400 ; as/400 ; iseries
infra | cobol | cics ; jcl
infra | infraestrutura de ti | it infrastructure ; infraestrutura
infra | citrix |
security | seguranca da informacao | information security ; ciberseguranca ; cybersecurity ; cyber security ; infosec
security | siem | soc ; qradar
security | pentest | teste de invasao ; ethical hacking ; owasp
security | iso 27001 | lgpd ; gdpr
security | gestao de identidades | iam ; identity management ; sailpoint
support | suporte tecnico | technical support ; suporte ao usuario ; suporte a usuarios ; help desk ; helpdesk ; service desk ; field service
support | atendimento ao cliente | customer service ; atendimento a clientes ; customer success
support | itil | gestao de incidentes ; incident management ; itsm
support | servicenow | service now ; remedy
support | hardware | manutencao de computadores ; manutencao de micros ; impressoras
support | pacote office | microsoft office ; ms office ; office
support | excel | planilhas ; excel avancado ; vba
support | sharepoint |
quality | qualidade de software | qa ; quality assurance ; software quality
quality | testes de software | software testing ; teste de software ; testes funcionais ; functional testing ; casos de teste ; analista de testes
quality | automacao de testes | test automation ; testes automatizados ; automated tests
quality | selenium | cypress ; playwright ; appium ; robot framework
quality | testes de performance | performance testing ; jmeter ; loadrunner
quality | cucumber | gherkin
quality | postman | soapui ; swagger
method | scrum | scrum master ; product owner
method | agile | agil ; metodologias ageis ; agilidade ; safe agile
method | kanban | lean
method | gestao de projetos | gerenciamento de projetos ; project management ; gerente de projetos ; project manager ; pmbok
method | pmo | pmp ; prince2 ; ms project ; microsoft project
method | jira | confluence ; trello
method | levantamento de requisitos | analise de requisitos ; requirements analysis ; engenharia de requisitos ; especificacao funcional
method | uml | bpmn ; casos de uso
method | analise de negocios | business analysis ; business analyst ; analista de negocios
method | mapeamento de processos | process mapping ; modelagem de processos ; bpm ; bizagi ; melhoria de processos
method | gestao da mudanca | change management ; gestao de mudancas
method | gestao de produtos | product management ; product manager
method | gestao de equipes | lideranca ; leadership ; gestao de pessoas ; people management ; team management
method | governanca de ti | it governance ; cobit
method | rpa | uipath ; automation anywhere ; blue prism ; power automate
method | analise de sistemas | systems analysis ; analista de sistemas ; systems analyst
method | desenvolvimento de software | software development ; desenvolvedor de software ; software developer ; engenharia de software ; software engineering
sap | sap | sap erp ; sap ecc ; sap r/3 ; sap r3
sap | sap abap | abap
sap | sap fi | sap fico ; sap fi/co ; sap finance ; sap financas
sap | sap co | sap controlling ; sap controladoria
sap | sap mm | sap compras ; sap materials management
sap | sap sd | sap sales and distribution ; sap vendas
sap | sap pp | sap producao ; sap production planning
sap | sap pm | sap plant maintenance ; sap manutencao
sap | sap qm | sap qualidade
sap | sap wm | sap ewm ; sap le
sap | sap ps | sap project system
sap | sap hcm | sap hr ; sap rh ; successfactors
sap | sap basis | sap netweaver
sap | sap bw | sap bo ; sap bi ; business objects ; sap bpc
sap | sap hana | s/4hana ; s4hana ; s/4 hana ; s4 hana ; sap s4 ; sap s/4
sap | sap fiori | fiori ; ui5 ; sapui5
sap | sap pi | sap po ; sap pi/po ; sap cpi
sap | sap grc | sap security ; sap gatekeeper
sap | sap ariba | ariba
sap | sap crm | sap c4c ; hybris
sap | sap trm | sap tm ; sap gts
sap | sap nfe | sap tdf ; sap mdg
erp | totvs | protheus ; advpl ; datasul ; totvs rm
erp | oracle ebs | oracle e-business suite ; oracle erp ; oracle fusion ; jd edwards ; peoplesoft
erp | dynamics | microsoft dynamics ; dynamics 365 ; dynamics crm ; dynamics ax
erp | salesforce | apex salesforce ; sfdc
erp | crm |
erp | erp |
erp | guidewire | oracle forms
erp | pega | outsystems ; appian ; low code
erp | siebel |
erp | sistemas bancarios | core banking ; meios de pagamento
design | ux | user experience ; experiencia do usuario ; ux design ; ux designer ; ux/ui
design | ui | user interface ; ui design ; ui designer
design | figma | sketch app ; adobe xd ; invision
design | photoshop | adobe photoshop ; illustrator ; corel draw ; coreldraw ; indesign
design | design grafico | graphic design ; designer grafico ; graphic designer ; identidade visual ; direcao de arte
design | design thinking | prototipagem ; prototyping ; wireframes
design | edicao de video | video editing ; after effects ; premiere
sales | vendas | sales ; vendedor ; inside sales ; executivo de contas
sales | negociacao | negotiation ; negociacoes
sales | prospeccao | prospeccao de clientes ; captacao de clientes ; pre-vendas ; presales ; hunter comercial
sales | gestao comercial | area comercial ; key account
sales | marketing | marketing digital ; digital marketing ; social media ; midias sociais
sales | seo | google ads ; google analytics ; adwords
sales | varejo | retail
finance | contabilidade | accounting ; contabil ; contador ; ciencias contabeis
finance | financas | finance ; financeiro ; controladoria ; controller
finance | contas a pagar | accounts payable ; contas a receber ; accounts receivable ; faturamento ; billing
finance | fiscal | tributario ; tax ; impostos ; sped
finance | tesouraria | treasury ; fluxo de caixa ; conciliacao bancaria
finance | orcamento | budget ; fp&a ; planejamento financeiro ; forecast
finance | auditoria | audit ; auditing ; controles internos ; sox
finance | mercado segurador | insurance ; seguradora
finance | mercado financeiro | investimentos ; asset management
people | recrutamento e selecao | recrutamento ; recruiting ; recruitment ; talent acquisition ; tech recruiter
people | recursos humanos | human resources ; rh ; business partner
people | folha de pagamento | payroll ; departamento pessoal ; esocial ; administracao de pessoal
people | treinamento e desenvolvimento | training and development ; treinamento
people | cargos e salarios | remuneracao ; compensation and benefits
admin | rotinas administrativas | administrativo ; administrative ; assistente administrativo ; auxiliar administrativo
admin | secretariado | secretaria executiva ; executive assistant ; recepcionista ; recepcao
admin | compras | procurement ; purchasing ; suprimentos ; comprador ; supply chain ; sourcing
admin | logistica | logistics ; estoque ; almoxarifado ; wms ; expedicao
admin | juridico | advogado ; assessoria juridica ; legal counsel
admin | comercio exterior | foreign trade ; comex ; importacao ; exportacao
engineering | engenharia civil | civil engineering ; autocad ; engenheiro civil
engineering | engenharia eletrica | electrical engineering ; eletrica ; eletronica ; automacao industrial ; plc ; clp
engineering | engenharia mecanica | mechanical engineering ; solidworks ; mecanica
engineering | manufatura | manufacturing ; producao industrial ; pcp
engineering | manutencao industrial | manutencao preventiva ; manutencao corretiva
engineering | seguranca do trabalho | nr10 ; nr35
engineering | iot | internet das coisas ; internet of things
language | traducao | translation ; tradutor ; interprete
language | redacao | copywriting ; technical writing ; redator
"""
"""256 skills at most: four 64-bit words an entity."""
