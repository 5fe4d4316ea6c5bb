"""The shipped taxonomy: skill families, skills and the names under which people write them.

One line a skill: `family | name | alias ; alias`. The name is what a person is shown; folded, it is the skill's
key and one of its aliases. Names and aliases are Portuguese and English; in reading them case, accents, gender
and plural don't matter, see `model.text`. A skill whose
alias contains another skill's alias implies it: who knows "spring boot" knows "spring".
"""

# ruff: noqa: E501 - a table of skills reads by line

from __future__ import annotations

TABLE = """
java | Java | j2ee ; jee ; java ee ; jakarta ee ; java 8 ; java 11 ; java 17 ; core java
java | Spring | spring framework ; spring boot ; springboot ; spring mvc
java | Hibernate | jpa
java | JBoss | wildfly
java | WebLogic | websphere
java | Quarkus | micronaut
java | JSF | primefaces
java | JUnit | mockito
java | Maven | gradle
java | Kotlin |
dotnet | .NET | dotnet ; .net core ; asp.net ; dot net ; vb.net ; dotnet core
dotnet | C# | csharp ; c sharp
dotnet | Entity framework | ef core
dotnet | WPF | winforms ; windows forms ; xamarin
dotnet | VB6 | visual basic
python | Python | python3
python | Django |
python | Flask |
python | FastAPI |
python | Pandas | numpy
web | JavaScript | ecmascript ; es6
web | TypeScript |
web | React | reactjs ; react.js ; next.js ; nextjs ; redux
web | Angular | angularjs ; angular.js
web | Vue | vuejs ; vue.js ; nuxt
web | Node | nodejs ; node.js ; express.js ; nestjs
web | HTML | html5
web | CSS | css3 ; sass ; scss ; less css ; tailwind ; bootstrap
web | jQuery | ajax
web | Frontend | front-end ; front end
web | Webpack | vite ; babel
php | PHP | php7 ; php8
php | Laravel |
php | Symfony | zend ; codeigniter
php | WordPress | drupal ; joomla ; magento
ruby | Ruby | ruby on rails ; rails
native | C++ | cpp ; c plus plus
native | Linguagem C | ansi c ; clang
native | Golang | go lang ; linguagem go
native | Rust | rust lang
native | Scala |
native | Delphi | object pascal
native | Embarcados | sistemas embarcados ; embedded ; firmware ; microcontroladores
native | Perl |
mobile | Android | android studio
mobile | iOS | swift ; objective c ; objective-c
mobile | React Native |
mobile | Flutter | dart
mobile | Ionic | cordova
backend | Backend | back-end ; back end
backend | Full stack | fullstack ; full-stack
backend | REST | api rest ; apis rest ; restful ; rest api ; rest apis ; web api ; webapi
backend | SOAP | web services ; webservices ; webservice ; wsdl
backend | GraphQL |
backend | Microsserviços | microservices ; micro servicos ; microservicos ; micro-servicos ; microsservico ; microservice
backend | Mensageria | messaging ; message broker
backend | Kafka | apache kafka
backend | RabbitMQ | activemq ; ibm mq ; mqseries
backend | Design patterns | padroes de projeto
backend | Orientação a objetos | programacao orientada a objetos ; object oriented ; oop ; poo
backend | Arquitetura de software | software architecture ; arquitetura de solucoes ; solution architecture
backend | DDD | domain driven design ; clean architecture
backend | Clean code | codigo limpo ; principios solid
backend | TDD | bdd ; test driven development
backend | Testes unitários | unit tests ; unit testing ; testes automatizados unitarios
data_base | SQL | structured query language ; t-sql ; tsql
data_base | SQL Server | mssql ; ms sql ; microsoft sql server
data_base | Oracle | oracle database ; oracle db
data_base | PL/SQL | plsql
data_base | PostgreSQL | postgres ; postgre
data_base | MySQL | mariadb
data_base | DB2 | ibm db2
data_base | MongoDB | mongo ; nosql
data_base | Redis | memcached
data_base | Cassandra | dynamodb
data_base | Elasticsearch | elastic search ; elk ; kibana ; opensearch
data_base | Banco de dados | bancos de dados ; database ; databases ; sgbd
data_base | Administração de banco de dados | dba ; database administration
data_base | Modelagem de dados | data modeling ; data modelling ; modelo de dados
analytics | Power BI | powerbi ; pbi
analytics | Tableau |
analytics | Qlik | qlikview ; qliksense ; qlik sense
analytics | Business Intelligence | bi ; inteligencia de negocios ; microstrategy ; cognos
analytics | ETL | elt ; ssis ; ssrs ; ssas ; integration services
analytics | Informatica PowerCenter | powercenter ; datastage ; talend ; pentaho ; odi
analytics | Data Warehouse | dw ; datawarehouse ; data lake ; datalake
analytics | Big Data | bigdata ; hadoop ; hive ; hdfs
analytics | Spark | pyspark ; apache spark ; databricks
analytics | Airflow | apache airflow
analytics | Engenharia de dados | data engineering ; engenheiro de dados ; data engineer
analytics | Análise de dados | data analysis ; data analytics ; analista de dados ; data analyst
analytics | Ciência de dados | data science ; cientista de dados ; data scientist
analytics | Machine Learning | aprendizado de maquina ; deep learning ; scikit-learn ; tensorflow ; pytorch
analytics | Inteligência artificial | artificial intelligence ; ia generativa ; llm
analytics | Estatística | statistics
analytics | Linguagem R | rlang ; rstudio
analytics | SAS | sas guide
analytics | Snowflake | redshift ; bigquery
cloud | AWS | amazon web services ; ec2 ; s3 ; aws lambda
cloud | Azure | microsoft azure
cloud | GCP | google cloud
cloud | Cloud computing | computacao em nuvem ; cloud ; nuvem
cloud | Kubernetes | k8s ; openshift ; aks ; eks
cloud | Docker | containers ; conteineres
cloud | Terraform | infraestrutura como codigo ; infrastructure as code ; cloudformation
cloud | Ansible | puppet ; chef puppet
cloud | DevOps | sre ; site reliability
cloud | CI/CD | integracao continua ; continuous integration ; entrega continua ; pipeline ci
cloud | Jenkins | gitlab ci ; bamboo
cloud | Azure DevOps | tfs ; vsts
cloud | Git | github ; gitlab ; bitbucket ; svn ; subversion
cloud | Observabilidade | grafana ; prometheus ; datadog ; dynatrace ; new relic ; splunk
infra | Linux | unix ; red hat ; redhat ; centos ; debian ; ubuntu ; aix
infra | Windows Server | administracao windows
infra | Active Directory | ldap ; gpo
infra | VMware | hyper-v ; virtualizacao ; virtualization ; esxi
infra | Redes | networking ; redes de computadores ; network ; tcp/ip ; tcp ip
infra | Cisco | ccna ; ccnp ; roteadores ; switches
infra | Firewall | fortinet ; palo alto ; checkpoint ; vpn
infra | VoIP | telefonia ; telecom ; telecomunicacoes
infra | Storage | netapp ; san storage
infra | Backup | veeam ; netbackup
infra | Shell script | bash ; shell scripting ; shellscript
infra | PowerShell |
infra | Exchange | office 365 ; o365 ; microsoft 365
infra | Zabbix | nagios
infra | Monitoramento | monitoring ; noc
infra | Controle de jobs | control-m ; control m ; autosys ; tivoli workload
infra | Mainframe | z/os ; zos ; as400 ; as/400 ; iseries
infra | COBOL | cics ; jcl
infra | Infraestrutura de TI | it infrastructure ; infraestrutura
infra | Citrix |
security | Segurança da informação | information security ; ciberseguranca ; cybersecurity ; cyber security ; infosec
security | SIEM | soc ; qradar
security | Pentest | teste de invasao ; ethical hacking ; owasp
security | ISO 27001 | lgpd ; gdpr
security | Gestão de identidades | iam ; identity management ; sailpoint
support | Suporte técnico | technical support ; suporte ao usuario ; suporte a usuarios ; help desk ; helpdesk ; service desk ; field service
support | Atendimento ao cliente | customer service ; atendimento a clientes ; customer success
support | ITIL | gestao de incidentes ; incident management ; itsm
support | ServiceNow | service now ; remedy
support | Hardware | manutencao de computadores ; manutencao de micros ; impressoras
support | Pacote Office | microsoft office ; ms office ; office
support | Excel | planilhas ; excel avancado ; vba
support | SharePoint |
quality | Qualidade de software | qa ; quality assurance ; software quality
quality | Testes de software | software testing ; teste de software ; testes funcionais ; functional testing ; casos de teste ; analista de testes
quality | Automação de testes | test automation ; testes automatizados ; automated tests
quality | Selenium | cypress ; playwright ; appium ; robot framework
quality | Testes de performance | performance testing ; jmeter ; loadrunner
quality | Cucumber | gherkin
quality | Postman | soapui ; swagger
method | Scrum | scrum master ; product owner
method | Agile | agil ; metodologias ageis ; agilidade ; safe agile
method | Kanban | lean
method | Gestão de projetos | gerenciamento de projetos ; project management ; gerente de projetos ; project manager ; pmbok
method | PMO | pmp ; prince2 ; ms project ; microsoft project
method | Jira | confluence ; trello
method | Levantamento de requisitos | analise de requisitos ; requirements analysis ; engenharia de requisitos ; especificacao funcional
method | UML | bpmn ; casos de uso
method | Análise de negócios | business analysis ; business analyst ; analista de negocios
method | Mapeamento de processos | process mapping ; modelagem de processos ; bpm ; bizagi ; melhoria de processos
method | Gestão da mudança | change management ; gestao de mudancas
method | Gestão de produtos | product management ; product manager
method | Gestão de equipes | lideranca ; leadership ; gestao de pessoas ; people management ; team management
method | Governança de TI | it governance ; cobit
method | RPA | uipath ; automation anywhere ; blue prism ; power automate
method | Análise de sistemas | systems analysis ; analista de sistemas ; systems analyst
method | Desenvolvimento de software | software development ; desenvolvedor de software ; software developer ; engenharia de software ; software engineering
sap | SAP | sap erp ; sap ecc ; sap r/3 ; sap r3
sap | SAP ABAP | abap
sap | SAP FI | sap fico ; sap fi/co ; sap finance ; sap financas
sap | SAP CO | sap controlling ; sap controladoria
sap | SAP MM | sap compras ; sap materials management
sap | SAP SD | sap sales and distribution ; sap vendas
sap | SAP PP | sap producao ; sap production planning
sap | SAP PM | sap plant maintenance ; sap manutencao
sap | SAP QM | sap qualidade
sap | SAP WM | sap ewm ; sap le
sap | SAP PS | sap project system
sap | SAP HCM | sap hr ; sap rh ; successfactors
sap | SAP Basis | sap netweaver
sap | SAP BW | sap bo ; sap bi ; business objects ; sap bpc
sap | SAP HANA | s/4hana ; s4hana ; s/4 hana ; s4 hana ; sap s4 ; sap s/4
sap | SAP Fiori | fiori ; ui5 ; sapui5
sap | SAP PI | sap po ; sap pi/po ; sap cpi
sap | SAP GRC | sap security ; sap gatekeeper
sap | SAP Ariba | ariba
sap | SAP CRM | sap c4c ; hybris
sap | SAP TRM | sap tm ; sap gts
sap | SAP NFe | sap tdf ; sap mdg
erp | TOTVS | protheus ; advpl ; datasul ; totvs rm
erp | Oracle EBS | oracle e-business suite ; oracle erp ; oracle fusion ; jd edwards ; peoplesoft
erp | Dynamics | microsoft dynamics ; dynamics 365 ; dynamics crm ; dynamics ax
erp | Salesforce | apex salesforce ; sfdc
erp | CRM |
erp | ERP |
erp | Guidewire | oracle forms
erp | Pega | outsystems ; appian ; low code
erp | Siebel |
erp | Sistemas bancários | core banking ; meios de pagamento
design | UX | user experience ; experiencia do usuario ; ux design ; ux designer ; ux/ui
design | UI | user interface ; ui design ; ui designer
design | Figma | sketch app ; adobe xd ; invision
design | Photoshop | adobe photoshop ; illustrator ; corel draw ; coreldraw ; indesign
design | Design gráfico | graphic design ; designer grafico ; graphic designer ; identidade visual ; direcao de arte
design | Design thinking | prototipagem ; prototyping ; wireframes
design | Edição de vídeo | video editing ; after effects ; premiere
sales | Vendas | sales ; vendedor ; inside sales ; executivo de contas
sales | Negociação | negotiation ; negociacoes
sales | Prospecção | prospeccao de clientes ; captacao de clientes ; pre-vendas ; presales ; hunter comercial
sales | Gestão comercial | area comercial ; key account
sales | Marketing | marketing digital ; digital marketing ; social media ; midias sociais
sales | SEO | google ads ; google analytics ; adwords
sales | Varejo | retail
finance | Contabilidade | accounting ; contabil ; contador ; ciencias contabeis
finance | Finanças | finance ; financeiro ; controladoria ; controller
finance | Contas a pagar | accounts payable ; contas a receber ; accounts receivable ; faturamento ; billing
finance | Fiscal | tributario ; tax ; impostos ; sped
finance | Tesouraria | treasury ; fluxo de caixa ; conciliacao bancaria
finance | Orçamento | budget ; fp&a ; planejamento financeiro ; forecast
finance | Auditoria | audit ; auditing ; controles internos ; sox
finance | Mercado segurador | insurance ; seguradora
finance | Mercado financeiro | investimentos ; asset management
people | Recrutamento e seleção | recrutamento ; recruiting ; recruitment ; talent acquisition ; tech recruiter
people | Recursos humanos | human resources ; rh ; business partner
people | Folha de pagamento | payroll ; departamento pessoal ; esocial ; administracao de pessoal
people | Treinamento e desenvolvimento | training and development ; treinamento
people | Cargos e salários | remuneracao ; compensation and benefits
admin | Rotinas administrativas | administrativo ; administrative ; assistente administrativo ; auxiliar administrativo
admin | Secretariado | secretaria executiva ; executive assistant ; recepcionista ; recepcao
admin | Compras | procurement ; purchasing ; suprimentos ; comprador ; supply chain ; sourcing
admin | Logística | logistics ; estoque ; almoxarifado ; wms ; expedicao
admin | Jurídico | advogado ; assessoria juridica ; legal counsel
admin | Comércio exterior | foreign trade ; comex ; importacao ; exportacao
engineering | Engenharia civil | civil engineering ; autocad ; engenheiro civil
engineering | Engenharia elétrica | electrical engineering ; eletrica ; eletronica ; automacao industrial ; plc ; clp
engineering | Engenharia mecânica | mechanical engineering ; solidworks ; mecanica
engineering | Manufatura | manufacturing ; producao industrial ; pcp
engineering | Manutenção industrial | manutencao preventiva ; manutencao corretiva
engineering | Segurança do trabalho | nr10 ; nr35
engineering | IoT | internet das coisas ; internet of things
language | Tradução | translation ; tradutor ; interprete
language | Redação | copywriting ; technical writing ; redator
"""
"""256 skills at most: four 64-bit words an entity."""
